import { createHash } from 'node:crypto';
import sharp, { type OverlayOptions } from 'sharp';

export interface LargePicture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Font size in pixels; 0: no text. */
  readonly size: number;
  readonly font?: string;
  readonly paper?: string;
  readonly ink?: string;
  /** Grain as of a camera, and JPEG. */
  readonly isPhoto?: boolean;
  /** Text instead of full lines. */
  readonly text?: string;
}

const WORDS =
  'about after again always answer before below between bridge camera captain carry change clear closed copper corner cross danger deliver delta doctor driver electric engine enter every exit final forest garden gate ground harbour help island journey keep kitchen ladder leave letter level light machine market meter minute model money morning motor number office open order outside paper parcel people place please police private public quarter question quick record remove repair report return road safety school secret seven signal silver station street supply switch system table thunder ticket today total track traffic travel tunnel under valve village visit warning water weather window winter without wonder worker yellow zone'.split(
    ' ',
  );

/** Numbers 0…1 that are the same in every run. */
function seeded(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE();
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface Drawn {
  readonly bytes: Buffer;
  readonly words: readonly string[];
}

/** Fills a picture with lines of common words. */
export async function drawLarge(picture: LargePicture): Promise<Drawn> {
  const { width, height, size, paper = '#ffffff', isPhoto = false } = picture;
  const lines: string[] = [];
  const layers: OverlayOptions[] = [];
  const random = seeded(picture.name);
  const pitch = Math.round(size * 1.7);
  for (let top = size; size > 0 && top + 2 * size < height; top += pitch) {
    if (picture.text !== undefined && lines.length > 0) break;
    const drawn = await drawLine(picture, random);
    lines.push(drawn.text);
    layers.push({ input: drawn.png, left: size, top });
  }
  const ground = isPhoto
    ? sharp(await grain(width, height, random), { raw: { width, height, channels: 3 } })
    : sharp({ create: { width, height, channels: 3, background: paper } });
  const composed = ground.composite(layers);
  const bytes = await (isPhoto ? composed.jpeg({ quality: 88 }) : composed.png()).toBuffer();
  return { bytes, words: lines.join(' ').toLowerCase().split(' ').filter(Boolean) };
}

async function drawLine(
  { width, size, font = 'sans', ink = '#202020', text }: LargePicture,
  random: () => number,
) {
  let line = text ?? '';
  const room = width - 3 * size;
  while (text === undefined && line.length * size * 0.62 < room - 8 * size) {
    line += `${line === '' ? '' : ' '}${WORDS[Math.floor(random() * WORDS.length)]}`;
  }
  const markup = `<span foreground="${ink}">${line}</span>`;
  const png = await sharp({ text: { text: markup, font: `${font} ${size}`, dpi: 72, rgba: true } })
    .png()
    .toBuffer();
  return { text: line, png };
}

/** Blurred noise of several sizes, as leaves, gravel and skin have. */
async function grain(width: number, height: number, random: () => number): Promise<Buffer> {
  const octaves = await Promise.all(
    [4, 16, 128].map(async (step) => {
      const [w, h] = [Math.ceil(width / step), Math.ceil(height / step)];
      const noise = Buffer.from(Array.from({ length: w * h }, () => Math.floor(random() * 256)));
      return sharp(noise, { raw: { width: w, height: h, channels: 1 } })
        .resize(width, height, { fit: 'fill', kernel: 'cubic' })
        .raw()
        .toBuffer();
    }),
  );
  const pixels = Buffer.alloc(3 * width * height);
  for (let i = 0; i < width * height; i += 1) {
    const [fine = 0, middle = 0, coarse = 0] = octaves.map((octave) => octave[i] ?? 0);
    const light = 120 + 0.15 * fine + 0.15 * middle + 0.2 * coarse;
    pixels[3 * i] = Math.min(255, light);
    pixels[3 * i + 1] = Math.min(255, light * 1.02);
    pixels[3 * i + 2] = Math.min(255, light * 0.9);
  }
  return pixels;
}
