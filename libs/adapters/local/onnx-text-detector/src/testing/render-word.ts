import sharp from 'sharp';

export interface Typeface {
  /** A Pango font description: `sans`, `serif bold`, `monospace`. */
  readonly font: string;
  /** Pixels. */
  readonly size: number;
}

export interface RenderedWord {
  readonly text: string;
  /** One byte per pixel: how much ink. */
  readonly ink: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Distance of its ink from the top of the tallest letters. */
  readonly drop: number;
}

/** Spans the full height of a line in any font. */
const TALLEST = 'ÅÉjg|';
/** Fainter edges are not visible and not part of a box. */
const MIN_INK = 64;

interface Ink {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Renders a word alone and measures its ink, so that its box is known whatever fonts the machine has. */
export async function renderWord(text: string, typeface: Typeface): Promise<RenderedWord> {
  const alone = trim(await render(text, typeface));
  const beside = await render(`${text}   ${TALLEST}`, typeface);
  const { top } = inkBox(beside, 0, Math.min(alone.width, beside.width));
  const { top: tallest } = inkBox(beside, 0, beside.width);
  return { text, ink: alone.data, width: alone.width, height: alone.height, drop: top - tallest };
}

async function render(text: string, { font, size }: Typeface): Promise<Ink> {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  // At 72 dpi one point is one pixel.
  const { data, info } = await sharp({
    text: { text: escaped, font: `${font} ${size}`, dpi: 72, rgba: true },
  })
    .extractChannel(3)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function trim(ink: Ink): Ink {
  const { left, top, right, bottom } = inkBox(ink, 0, ink.width);
  const [width, height] = [right - left, bottom - top];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const start = (y + top) * ink.width + left;
    data.set(ink.data.subarray(start, start + width), y * width);
  }
  return { data, width, height };
}

function inkBox({ data, width, height }: Ink, from: number, to: number) {
  let [left, top, right, bottom] = [to, height, from, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = from; x < to; x += 1) {
      if ((data[y * width + x] ?? 0) < MIN_INK) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  if (right > left) return { left, top, right, bottom };
  throw new Error(
    'Rendering produced no ink: this machine has no font. Install one, such as fonts-dejavu-core.',
  );
}
