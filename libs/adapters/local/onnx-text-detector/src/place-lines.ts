import { boxAround, type DetectedLine, type Polygon } from '@glyphwatch/domain';
import type { Size } from './overview-size.ts';
import type { Quad } from './quad.ts';
import type { PlacedLine, PlacedWord } from './read-picture.ts';

/** Lines in fractions of the picture instead of its pixels. */
export function placedIn(picture: Size, lines: readonly PlacedLine[]): DetectedLine[] {
  return lines.map((line) => ({
    ...placed(line, picture),
    words: line.words.map((word) => placed(word, picture)),
  }));
}

function placed({ text, confidence, quad }: PlacedWord, size: Size) {
  const polygon = fractions(quad, size);
  return { text, confidence, box: boxAround(polygon), polygon };
}

/** A grown rectangle may extend beyond the picture, but the port promises 0…1. */
function fractions([a, b, c, d]: Quad, { width, height }: Size): Polygon {
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const point = ({ x, y }: { x: number; y: number }) => ({
    x: clamp(x / width),
    y: clamp(y / height),
  });
  return [point(a), point(b), point(c), point(d)];
}
