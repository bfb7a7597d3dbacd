import type { DetectedPage, TextDetection } from '@glyphwatch/domain';

/**
 * One page of a file, or one frame of an animation: no phrase leaves it, and its text is placed by its own size.
 * In this library, a `Page` is all text of one image; most have one sheet.
 */
export interface Sheet {
  /** Its first line, and one past its last. */
  readonly firstLine: number;
  readonly endLine: number;
  /** As the engine numbers it; absent in images of one page. */
  readonly number?: number;
  readonly width?: number;
  readonly height?: number;
}

/** The sheets that show text, in the order of the lines; never empty. */
export function sheetsOf(detection: TextDetection): readonly Sheet[] {
  const { lines, pages = [] } = detection;
  const sizes = new Map(pages.map((page) => [page.number, sizeOf(page)]));
  const sheets: Sheet[] = [];
  let firstLine = 0;
  for (let endLine = 1; endLine <= lines.length; endLine++) {
    const number = lines[firstLine]?.page;
    if (endLine < lines.length && lines[endLine]?.page === number) continue;
    const size = (number === undefined ? undefined : sizes.get(number)) ?? sizeOf(detection);
    sheets.push({ firstLine, endLine, ...(number === undefined ? {} : { number }), ...size });
    firstLine = endLine;
  }
  return sheets.length > 0 ? sheets : [{ firstLine, endLine: 0, ...sizeOf(detection) }];
}

/** The sheet that a line is on. */
export function sheetAt(sheets: readonly Sheet[], line: number): Sheet | undefined {
  let [low, high] = [0, sheets.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sheets[middle]?.endLine ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return sheets[low];
}

type Size = Pick<DetectedPage, 'width' | 'height'>;

function sizeOf({ width, height }: Size): Size {
  return {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  };
}
