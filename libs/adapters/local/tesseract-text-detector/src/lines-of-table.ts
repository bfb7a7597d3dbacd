import type { DetectedLine } from '@glyphwatch/domain';
import { lineOf, pixelPlace } from '@glyphwatch/sent-image';

/*
 * Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
 * https://tesseract-ocr.github.io/tessdoc/Command-Line-Usage.html
 */

const [LINE, WORD] = [4, 5];
const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u;

interface Row {
  readonly level: number;
  /** Page, block, paragraph and line, which a line shares with its words. */
  readonly line: string;
  readonly box: readonly [left: number, top: number, width: number, height: number];
  readonly confidence: number;
  readonly text: string;
}

/** In the order of the table, which is that of reading. What Tesseract takes for a blank word is left out. */
export function linesOfTable(
  table: string,
  size: { readonly width: number; readonly height: number },
): DetectedLine[] {
  const rows = table.split(/\r?\n/).flatMap(rowOf);
  const words = Map.groupBy(
    rows.filter(({ level, text }) => level === WORD && text.trim() !== ''),
    ({ line }) => line,
  );
  return rows
    .filter(({ level }) => level === LINE)
    .flatMap((row) => {
      const own = words.get(row.line) ?? [];
      if (own.length === 0) return [];
      const { box, polygon } = placed(row, size);
      return lineOf(
        { text: joined(own.map(({ text }) => text)), box, polygon },
        own.map((word) => placed(word, size)),
      );
    });
}

/** Texts are not quoted, so that the last column is what is left. The first row names the columns. */
function rowOf(row: string): Row[] {
  const [level, page, block, paragraph, line, , left, top, width, height, confidence, ...text] =
    row.split('\t');
  if (confidence === undefined || !Number.isInteger(Number(level))) return [];
  return [
    {
      level: Number(level),
      line: [page, block, paragraph, line].join(),
      box: [Number(left), Number(top), Number(width), Number(height)],
      confidence: Number(confidence) / 100,
      text: text.join('\t'),
    },
  ];
}

function placed(
  { text, confidence, box: [left, top, width, height] }: Row,
  size: { readonly width: number; readonly height: number },
) {
  const [right, bottom] = [left + width, top + height];
  const corners = [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
  return pixelPlace({ text, confidence, corners }, size);
}

/** No spaces in scripts that have none: there, each sign is a word. */
function joined(words: readonly string[]): string {
  return words.reduce((line, word) => {
    const isWhole = EAST_ASIAN.test(line.slice(-1)) && EAST_ASIAN.test(word);
    return line === '' || isWhole ? line + word : `${line} ${word}`;
  }, '');
}
