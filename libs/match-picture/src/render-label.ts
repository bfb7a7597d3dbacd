import { createRequire } from 'node:module';
import { escapeHtml, printable } from '@glyphwatch/notification-text';
import sharp from 'sharp';

/** Bundled: a machine without fonts would draw empty boxes instead of letters. */
const FONT_FILE = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/open-sans-condensed/OpenSansCondensed_700Bold.ttf',
);
/** Without the comma, Pango takes `Condensed` for a style of another family. */
const FONT = 'Open Sans Condensed, Bold';
const LONGEST_LABEL = 60;
const SHORTEST_LABEL = 4;

export interface RenderedLabel {
  /** White letters on a transparent ground. */
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Draws untrusted text literally, markup included, and cuts it to the given width. */
export async function renderLabel(
  label: string,
  fontSize: number,
  widest: number,
): Promise<RenderedLabel> {
  let length = LONGEST_LABEL;
  for (;;) {
    const rendered = await render(printable(label, { maxLength: length }), fontSize);
    if (rendered.width <= widest || length <= SHORTEST_LABEL) return rendered;
    const shown = Math.min(length, [...label].length);
    length = Math.max(SHORTEST_LABEL, Math.floor((shown * widest) / rendered.width) - 1);
  }
}

async function render(text: string, fontSize: number): Promise<RenderedLabel> {
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="white">${escapeHtml(text) || ' '}</span>`,
      font: `${FONT} ${fontSize}`,
      fontfile: FONT_FILE,
      rgba: true,
      dpi: 72,
      wrap: 'none',
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { png: data, width: info.width, height: info.height };
}
