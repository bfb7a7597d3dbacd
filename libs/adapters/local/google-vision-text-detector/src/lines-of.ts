import {
  boxAround,
  type DetectedLine,
  type DetectedWord,
  GlyphwatchError,
  type Point,
  type Polygon,
} from '@glyphwatch/domain';
import { lineOf, pixelPlace } from '@glyphwatch/sent-image';
import {
  type Break,
  type ImageAnswer,
  type Page,
  type Paragraph,
  unknownAnswer,
  type Word,
} from './answer.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A break ends a line, or parts two words of it; without one, signs belong together, as in Chinese. */
const ENDS_LINE = ['LINE_BREAK', 'EOL_SURE_SPACE', 'HYPHEN'];
const PARTS_WORDS = ['SPACE', 'SURE_SPACE'];

/** There are no lines in an answer: they are made of words and of the breaks between them. */
export function linesOf(answer: ImageAnswer, sent: Size): DetectedLine[] {
  const { fullTextAnnotation, textAnnotations = [] } = answer;
  if (!fullTextAnnotation && textAnnotations.length > 0) throw unknownAnswer();
  const pages = fullTextAnnotation?.pages ?? [];
  const paragraphs = pages.flatMap((page) =>
    (page.blocks ?? []).flatMap(({ paragraphs = [] }) =>
      paragraphs.map((paragraph) => ({ paragraph, size: sizeOf(page, sent) })),
    ),
  );
  refuseWithoutConfidence(paragraphs.flatMap(({ paragraph }) => paragraph.words ?? []));
  return paragraphs.flatMap(({ paragraph, size }) => linesOfParagraph(paragraph, size));
}

function sizeOf({ width = 0, height = 0 }: Page, sent: Size): Size {
  return width > 0 && height > 0 ? { width, height } : sent;
}

/** A 0 is left out, but not for every word of an image: then the answer has none, and every rule would take that for a 0. */
function refuseWithoutConfidence(words: readonly Word[]): void {
  if (words.length === 0 || words.some((word) => confidenceOf(word) !== undefined)) return;
  throw new GlyphwatchError(
    'detector-misconfigured',
    'Google Vision answered without any confidence, although it was asked for. This version does not understand its answers; please report it, or set mode: document.',
  );
}

interface Piece {
  readonly word: DetectedWord;
  /** What is between it and the piece before. */
  readonly space: string;
}

function linesOfParagraph({ words = [] }: Paragraph, size: Size): DetectedLine[] {
  const lines: Piece[][] = [[]];
  let space = '';
  for (const word of words) {
    const { before, after } = breaksOf(word);
    if (isOneOf(ENDS_LINE, before)) lines.push([]);
    if (isOneOf(PARTS_WORDS, before)) space = ' ';
    lines.at(-1)?.push({ word: placed(word, after, size), space });
    space = isOneOf(PARTS_WORDS, after) ? ' ' : '';
    if (isOneOf(ENDS_LINE, after)) lines.push([]);
  }
  return lines.filter((pieces) => pieces.length > 0).map(joined);
}

function isOneOf(types: readonly string[], one: Break | undefined): boolean {
  return types.includes(one?.type ?? '');
}

function breaksOf({ symbols = [] }: Word) {
  const breaks = symbols.flatMap(({ property }) => property?.detectedBreak ?? []);
  return {
    before: breaks.find(({ isPrefix }) => isPrefix === true),
    after: breaks.findLast(({ isPrefix }) => isPrefix !== true),
  };
}

function placed(word: Word, after: Break | undefined, size: Size): DetectedWord {
  const { symbols = [], boundingBox = {} } = word;
  const { vertices = [], normalizedVertices = [] } = boundingBox;
  const text = symbols.map((symbol) => symbol.text ?? '').join('');
  const hyphen = after?.type === 'HYPHEN' ? '-' : '';
  const [corners, of] =
    vertices.length > 0 ? [vertices, size] : [normalizedVertices, { width: 1, height: 1 }];
  return pixelPlace(
    {
      text: text + hyphen,
      confidence: confidenceOf(word) ?? 0,
      corners: corners.map(({ x = 0, y = 0 }) => ({ x, y })),
    },
    of,
  );
}

function confidenceOf({ confidence, symbols = [] }: Word): number | undefined {
  if (confidence !== undefined) return confidence;
  const known = symbols.flatMap((symbol) => symbol.confidence ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, one) => sum + one, 0) / known.length;
}

function joined(pieces: readonly Piece[]): DetectedLine {
  const words = pieces.map(({ word }) => word);
  const text = pieces.map(({ word, space }, index) => (index === 0 ? '' : space) + word.text);
  const box = boxAround(words.flatMap(({ polygon }) => polygon));
  return lineOf({ text: text.join(''), box, polygon: outlineOf(words) }, words);
}

/** From the first word to the last, or the other way round where one reads from right to left. */
function outlineOf(words: readonly DetectedWord[]): Polygon {
  const [first, last] = [words[0]?.polygon, words.at(-1)?.polygon];
  if (!first || !last) throw new Error('A line has words.');
  const along = (from: Point, to: Point) =>
    (to.x - from.x) * (first[1].x - first[0].x) + (to.y - from.y) * (first[1].y - first[0].y);
  const [start, end] = along(first[0], last[0]) < 0 ? [last, first] : [first, last];
  return [start[0], end[1], end[2], start[3]];
}
