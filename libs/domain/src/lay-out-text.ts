import { boxAround, type DetectedLine, rectangle, type TextDetection } from './text-detection.ts';

/** Pixels: characters are half as wide as high, with half a line of space between lines. */
const CHARACTER_WIDTH = 10;
const TEXT_HEIGHT = 20;
const LINE_PITCH = 30;

/**
 * Plain text as an engine would read it in a perfect picture: flush left, characters of equal width, confidence 1.
 * Empty lines are left out but take up space. A form feed starts a page.
 */
export function layOutText(text: string): TextDetection {
  const [first = layOutPage(''), ...others] = text.split('\f').map(layOutPage);
  const engine = { provider: 'text', modelVersion: '1', truncated: false };
  if (others.length === 0) return { ...engine, ...first };
  const pages = [first, ...others];
  return {
    ...engine,
    width: first.width,
    height: first.height,
    pages: pages.map(({ width, height }, index) => ({ number: index + 1, width, height })),
    pageCount: pages.length,
    lines: pages.flatMap(({ lines }, index) => lines.map((line) => ({ ...line, page: index + 1 }))),
  };
}

function layOutPage(text: string) {
  const rows = text.split(/\r\n|\r|\n/).map((row) => row.trim());
  const longest = rows.reduce((length, row) => Math.max(length, row.length), 1);
  const width = longest * CHARACTER_WIDTH;
  const height = rows.length * LINE_PITCH;
  const place = (row: number, from: number, to: number) => {
    const top = (row * LINE_PITCH) / height;
    const polygon = rectangle(
      (from * CHARACTER_WIDTH) / width,
      top,
      (to * CHARACTER_WIDTH) / width,
      top + TEXT_HEIGHT / height,
    );
    return { confidence: 1, box: boxAround(polygon), polygon };
  };
  const lines = rows.flatMap((row, index): DetectedLine[] => {
    const words = [...row.matchAll(/\S+/g)].map((word) => ({
      text: word[0],
      ...place(index, word.index, word.index + word[0].length),
    }));
    return words.length === 0 ? [] : [{ text: row, ...place(index, 0, row.length), words }];
  });
  return { width, height, lines };
}
