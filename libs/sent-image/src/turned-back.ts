import { boxAround, type DetectedLine, type DetectedWord, type Polygon } from '@glyphwatch/domain';
import { isMirrored, type Orientation, upright } from './orientation.ts';

/**
 * A line that was found in the stored picture, placed in the upright one. Corners still begin at the text's own top left and go
 * clockwise; what was read in a mirror image begins at the other end.
 */
export function turnedBack(line: DetectedLine, orientation: Orientation): DetectedLine {
  if (orientation === 1) return line;
  return {
    ...placed(line, orientation),
    words: line.words.map((word) => placed(word, orientation)),
  };
}

export function allTurnedBack(
  lines: readonly DetectedLine[],
  orientation: Orientation,
): readonly DetectedLine[] {
  return lines.map((line) => turnedBack(line, orientation));
}

function placed<Text extends DetectedWord>(text: Text, orientation: Orientation): Text {
  const polygon = cornersOf(text.polygon, orientation);
  return { ...text, polygon, box: boxAround(polygon) };
}

function cornersOf([a, b, c, d]: Polygon, orientation: Orientation): Polygon {
  const [first, second, third, fourth] = isMirrored(orientation) ? [b, a, d, c] : [a, b, c, d];
  return [
    upright(first, orientation),
    upright(second, orientation),
    upright(third, orientation),
    upright(fourth, orientation),
  ];
}
