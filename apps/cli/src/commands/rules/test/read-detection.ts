import {
  boxAround,
  type DetectedLine,
  type DetectedWord,
  GlyphwatchError,
  type Point,
  type Polygon,
  rectangle,
  type TextDetection,
} from '@glyphwatch/domain';
import { checkAgainst, escapeControls } from '@glyphwatch/document-reader';
import * as z from 'zod';
import { invalid } from '../../../terminal/invalid.ts';

const point = z.object({ x: z.number(), y: z.number() });
const box = z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() });
const confidence = z.number().min(0).max(1).default(1);
const position = {
  box: box.optional(),
  polygon: z.tuple([point, point, point, point]).optional(),
};
const size = { width: z.number().positive().nullish(), height: z.number().positive().nullish() };
const pageNumber = z.int().min(1);
const page = z.object({ number: pageNumber, ...size, unread: z.string().optional() });
const word = z.object({ text: z.string(), confidence, ...position });
const line = z.object({
  text: z.string(),
  confidence,
  ...position,
  page: pageNumber.optional(),
  words: z.array(word).optional(),
});

const detectionSchema = z.object({
  provider: z.string().nullish(),
  modelVersion: z.string().default(''),
  truncated: z.boolean().default(false),
  ...size,
  pages: z.array(page).optional(),
  pageCount: pageNumber.optional(),
  pagesRead: z.int().min(0).optional(),
  lines: z.array(line),
});

type WrittenLine = z.output<typeof line>;
type WrittenPages = Pick<z.output<typeof detectionSchema>, 'pages' | 'pageCount' | 'pagesRead'>;
type WrittenSize = Pick<z.output<typeof detectionSchema>, 'width' | 'height'>;
type Positioned = Pick<z.output<typeof word>, 'box' | 'polygon'>;

/**
 * A detection as `scan` prints it, or written by hand: what is missing is derived. Lines without words are split at
 * spaces; lines without a position are stacked from top to bottom. Fails with `settings-invalid`.
 */
export function readDetection(text: string, name: string): TextDetection {
  const checked = checkAgainst(parse(text, name), detectionSchema);
  if (checked.mistakes) {
    const mistakes = checked.mistakes.map(({ path, message }) => `  ${path.join('.')} ${message}`);
    throw wrong(name, `is not a valid detection:\n${mistakes.map(escapeControls).join('\n')}`);
  }
  const { provider, modelVersion, truncated, lines, ...written } = checked.value;
  return {
    provider: provider ?? 'text',
    modelVersion,
    truncated,
    ...sizeOf(written),
    ...pagesOf(written),
    lines: lines.map((one, index) => toLine(one, rowOf(index, lines.length))),
  };
}

function sizeOf({ width, height }: WrittenSize): Pick<TextDetection, 'width' | 'height'> {
  return { ...(width ? { width } : {}), ...(height ? { height } : {}) };
}

function pagesOf({ pages, pageCount, pagesRead }: WrittenPages) {
  return {
    ...(pages
      ? {
          pages: pages.map(({ number, unread, ...written }) => ({
            number,
            ...sizeOf(written),
            ...(unread === undefined ? {} : { unread }),
          })),
        }
      : {}),
    ...(pageCount === undefined ? {} : { pageCount }),
    ...(pagesRead === undefined ? {} : { pagesRead }),
  };
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrong(
      name,
      'is not JSON; pass one detection, such as a line printed by scan --format jsonl',
      cause,
    );
  }
}

function wrong(name: string, what: string, cause?: unknown): GlyphwatchError {
  return invalid(`${name} ${what}`, cause);
}

function rowOf(index: number, rows: number): Polygon {
  return rectangle(0, index / rows, 1, (index + 2 / 3) / rows);
}

function toLine(written: WrittenLine, row: Polygon): DetectedLine {
  const { text, confidence: sure, words, page: number } = written;
  const corners = (words ?? []).flatMap((one): readonly Point[] => polygonOf(one) ?? []);
  const polygon = polygonOf(written) ?? around(corners) ?? row;
  const onPage = number === undefined ? {} : { page: number };
  const base = { text, confidence: sure, ...onPage, box: boxAround(polygon), polygon };
  if (!words) return { ...base, words: wordsOf(base), derived: true };
  const derived = derivedPositions(
    words.map((one) => one.text),
    polygon,
  );
  return {
    ...base,
    words: words.map((one, index) => {
      const own = polygonOf(one) ?? derived[index] ?? polygon;
      return { text: one.text, confidence: one.confidence, box: boxAround(own), polygon: own };
    }),
  };
}

function wordsOf({ text, confidence: sure, polygon }: DetectedWord): DetectedWord[] {
  const texts = text.split(/\s+/u).filter((part) => part !== '');
  const positions = derivedPositions(texts, polygon);
  return texts.map((part, index) => {
    const own = positions[index] ?? polygon;
    return { text: part, confidence: sure, box: boxAround(own), polygon: own };
  });
}

/** Spread along the line in proportion to their length, one character apart. */
function derivedPositions(texts: readonly string[], line: Polygon): Polygon[] {
  const length = texts.reduce((sum, text) => sum + text.length + 1, -1);
  let at = 0;
  return texts.map((text) => {
    const from = at / Math.max(1, length);
    const to = (at + text.length) / Math.max(1, length);
    at += text.length + 1;
    return slice(line, from, to);
  });
}

function slice([a, b, c, d]: Polygon, from: number, to: number): Polygon {
  return [between(a, b, from), between(a, b, to), between(d, c, to), between(d, c, from)];
}

function between(from: Point, to: Point, part: number): Point {
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

function polygonOf({ polygon, box: upright }: Positioned): Polygon | undefined {
  if (polygon) return polygon;
  if (!upright) return undefined;
  const { left, top, width, height } = upright;
  return rectangle(left, top, left + width, top + height);
}

function around(points: readonly Point[]): Polygon | undefined {
  return points.length === 0 ? undefined : polygonOf({ box: boxAround(points) });
}
