import type { BoundingBox, DetectTextResponse } from '@aws-sdk/client-rekognition';
import {
  boxAround,
  type Box,
  type DetectedLine,
  type DetectedWord,
  type Point,
  type Polygon,
  type TextDetection,
} from '@glyphwatch/domain';
import { checkedAnswer, type Geometry, type Piece } from './answer.ts';
import { PROVIDER } from './identity-of.ts';

/** https://docs.aws.amazon.com/rekognition/latest/dg/limits.html; Rekognition stops there silently. */
const MAX_WORDS = 100;

/**
 * Turns Rekognition's flat list into lines with words: a WORD's `ParentId` is its LINE's `Id`, unique within one answer.
 * Fails with `detector-unavailable` if it is no such list.
 */
export function detectionOf(answer: DetectTextResponse): TextDetection {
  const { TextDetections: pieces = [], TextModelVersion = 'unknown' } = checkedAnswer(answer);
  const words = pieces.filter(({ Type }) => Type === 'WORD');
  return {
    provider: PROVIDER,
    modelVersion: TextModelVersion,
    truncated: words.length >= MAX_WORDS,
    lines: linesOf(
      pieces.filter(({ Type }) => Type === 'LINE'),
      words,
    ),
  };
}

function linesOf(lines: readonly Piece[], words: readonly Piece[]): DetectedLine[] {
  const wordsOf = ({ Id }: Piece) => words.filter(({ ParentId }) => ParentId === Id);
  const known = new Set(lines.map(({ Id }) => Id));
  const orphans = words.filter(({ ParentId }) => !known.has(ParentId));
  return [
    ...lines.map((line) => lineOf(line, wordsOf(line))),
    // No text is lost, whatever the answer looks like: a rule may match it.
    ...orphans.map((word) => lineOf(word, [word])),
  ];
}

function lineOf(line: Piece, words: readonly Piece[]): DetectedLine {
  return { ...placed(line), words: (words.length > 0 ? words : [line]).map(placed) };
}

function placed({ DetectedText = '', Confidence = 0, Geometry = {} }: Piece): DetectedWord {
  const polygon = polygonOf(Geometry);
  return {
    text: DetectedText,
    confidence: clamp(Confidence / 100),
    box: boxAround(Geometry.BoundingBox ? cornersOf(Geometry.BoundingBox) : polygon),
    polygon,
  };
}

/** Rekognition's corners go clockwise from the text's own top left, as in `Polygon`. */
function polygonOf({ Polygon: points = [], BoundingBox: box }: Geometry): Polygon {
  const [a, b, c, d, more] = points.map(({ X = 0, Y = 0 }) => ({ x: clamp(X), y: clamp(Y) }));
  return a && b && c && d && !more ? [a, b, c, d] : inside(cornersOf(box ?? WHOLE_IMAGE));
}

const WHOLE_IMAGE: BoundingBox = { Left: 0, Top: 0, Width: 1, Height: 1 };

function inside(corners: Polygon): Polygon {
  return cornersOf(named(boxAround(corners)));
}

function named({ left, top, width, height }: Box): BoundingBox {
  return { Left: left, Top: top, Width: width, Height: height };
}

function cornersOf({ Left = 0, Top = 0, Width = 0, Height = 0 }: BoundingBox): Polygon {
  const [right, bottom] = [Left + Width, Top + Height];
  const at = (x: number, y: number): Point => ({ x, y });
  return [at(Left, Top), at(right, Top), at(right, bottom), at(Left, bottom)];
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}
