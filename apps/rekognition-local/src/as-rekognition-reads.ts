import {
  boxAround,
  type DetectedLine,
  type DetectedWord,
  type Point,
  rectangle,
  type TextDetection,
} from '@glyphwatch/domain';
import { shareInside } from './area-inside.ts';
import type { Filters, Region } from './detect-text-request.ts';

/* https://docs.aws.amazon.com/rekognition/latest/dg/limits.html */
const MAX_WORDS = 100;
const STEEPEST_DEGREES = 90;
/** Detection is off by a few degrees, which must not exclude text that runs straight down. */
const MEASURING_DEGREES = 5;
/** Rekognition's own default. */
const DEFAULT_MIN_CONFIDENCE = 80;
/** "A word is selected if it is more than half in that region." */
const SHARE_IN_REGION = 0.5;

/** What Rekognition would return: no steep text, no filtered words, and silently no more than a hundred words. */
export function asRekognitionReads(
  { lines, width = 1, height = 1 }: TextDetection,
  filters: Filters = {},
): DetectedLine[] {
  let room = MAX_WORDS;
  return lines
    .filter((line) => !isSteep(line, width, height))
    .map((line) => withWords(line, line.words.filter(keepWord(filters))))
    .map((line) => {
      const words = line.words.slice(0, room);
      room -= words.length;
      return withWords(line, words);
    })
    .filter(({ words }) => words.length > 0);
}

/** A line never contains a word that is not returned. */
function withWords(line: DetectedLine, words: readonly DetectedWord[]): DetectedLine {
  if (words.length === line.words.length) return line;
  const [first] = words;
  const last = words.at(-1);
  if (!first || !last) return { ...line, words };
  const [from, to] = [first.polygon, last.polygon];
  const polygon = [from[0], to[1], to[2], from[3]] as const;
  const box = boxAround(words.flatMap((word) => word.polygon));
  return { ...line, text: words.map(({ text }) => text).join(' '), box, polygon, words };
}

function isSteep({ polygon: [start, end] }: DetectedLine, width: number, height: number): boolean {
  const radians = Math.atan2((end.y - start.y) * height, (end.x - start.x) * width);
  return Math.abs((radians * 180) / Math.PI) > STEEPEST_DEGREES + MEASURING_DEGREES;
}

function keepWord({ WordFilter = {}, RegionsOfInterest = [] }: Filters) {
  const {
    MinConfidence = DEFAULT_MIN_CONFIDENCE,
    MinBoundingBoxHeight = 0,
    MinBoundingBoxWidth = 0,
  } = WordFilter;
  const regions = RegionsOfInterest.map(outlineOf);
  return ({ confidence, box }: DetectedWord): boolean =>
    confidence * 100 >= MinConfidence &&
    box.height >= MinBoundingBoxHeight &&
    box.width >= MinBoundingBoxWidth &&
    (regions.length === 0 || regions.some((region) => shareInside(box, region) > SHARE_IN_REGION));
}

function outlineOf({ BoundingBox: box, Polygon = [] }: Region): readonly Point[] {
  if (!box) return Polygon.map(({ X, Y }) => ({ x: X, y: Y }));
  const { Left, Top, Width, Height } = box;
  return rectangle(Left, Top, Left + Width, Top + Height);
}
