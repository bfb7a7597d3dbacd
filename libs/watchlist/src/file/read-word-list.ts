import { suggestion } from '@glyphwatch/document-reader';
import { CsvError, parse } from 'csv-parse/sync';
import type { RuleFileText } from './named-file.ts';

/** The words of a list, each with its line in the file. */
export interface WordList {
  readonly name: string;
  readonly values: readonly string[];
  readonly lines: readonly number[];
}

interface ListMistake {
  readonly line: number;
  readonly message: string;
}

export type ReadList =
  | { readonly list: WordList; readonly mistakes?: undefined }
  | { readonly list?: undefined; readonly mistakes: readonly ListMistake[] };

export const MAX_LISTED = 1_000_000;
/** In characters. Longer lines are not words or phrases, so the file is something else. */
const LONGEST_WORD = 1_000;
const MAX_MISTAKES = 20;
const BYTE_ORDER_MARK = /^\ufeff/;

interface Entry {
  readonly line: number;
  readonly value: string;
}

/** Thrown for a mistake after which nothing more can be read. */
class Unreadable extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/**
 * One word or phrase a line, without blank lines and those that begin with `#`; or, with `column`, the cells of a CSV file
 * below that name. Messages quote nothing of the file.
 */
export function readWordList({ name, text }: RuleFileText, column?: string): ReadList {
  if (text.includes('\0')) return refuse(1, 'is not a text file: save it as UTF-8');
  try {
    const plain = text.replace(BYTE_ORDER_MARK, '');
    return listOf(name, column === undefined ? linesOf(plain) : cellsOf(plain, column));
  } catch (error) {
    if (error instanceof Unreadable) return refuse(error.line, error.message);
    throw error;
  }
}

function refuse(line: number, message: string): ReadList {
  return { mistakes: [{ line, message }] };
}

function listOf(name: string, entries: readonly Entry[]): ReadList {
  if (entries.length === 0) return refuse(1, 'has no words');
  const extra = entries[MAX_LISTED];
  if (extra) return refuse(extra.line, `is one word too many: a list has at most ${MAX_LISTED}`);
  const tooLong = entries.filter(({ value }) => value.length > LONGEST_WORD);
  if (tooLong.length > 0) {
    const message = `is longer than ${LONGEST_WORD} characters: put each word or phrase on a line of its own`;
    return { mistakes: tooLong.slice(0, MAX_MISTAKES).map(({ line }) => ({ line, message })) };
  }
  const values = entries.map(({ value }) => value);
  return { list: { name, values, lines: entries.map(({ line }) => line) } };
}

function linesOf(text: string): Entry[] {
  return text.split(/\r\n|\n|\r/).flatMap((written, index) => {
    const value = written.trim();
    return value === '' || value.startsWith('#') ? [] : [{ line: index + 1, value }];
  });
}

function cellsOf(text: string, column: string): Entry[] {
  const entries: Entry[] = [];
  let header: { readonly at: number; readonly cells: number } | undefined;
  let end = 0;
  const read = (cells: readonly string[], lines: number): void => {
    if (header === undefined) header = { at: indexOf(column, cells), cells: cells.length };
    else {
      if (cells.slice(header.cells).some((cell) => cell.trim() !== '')) throw tooWide(end + 1);
      const value = cells[header.at]?.trim() ?? '';
      if (value !== '') entries.push({ line: end + 1, value });
    }
    end = lines;
  };
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      on_record: (cells: string[], { lines }) => void read(cells, lines),
    });
  } catch (error) {
    throw error instanceof CsvError ? new Unreadable(end + 1, csvMistake(error)) : error;
  }
  return entries;
}

function indexOf(column: string, header: readonly string[]): number {
  const names = header.map((name) => name.trim());
  const at = names.indexOf(column);
  if (names.includes(column, at + 1) && at >= 0) {
    throw new Unreadable(1, `has the column "${column}" twice`);
  }
  if (at >= 0) return at;
  throw new Unreadable(1, `has no column "${column}"${suggestion(column, names)}`);
}

/** A separator that is not in quotes moves the cells after it, so that those of the column are others. */
function tooWide(line: number): Unreadable {
  return new Unreadable(
    line,
    'has more cells than the first line: put a cell with separators in it into quotes',
  );
}

/** Spreadsheets write what their language separates columns with. */
function delimiterOf(text: string): string {
  const [header = ''] = text.split('\n', 1);
  return [',', ';', '\t'].find((one) => header.includes(one)) ?? ',';
}

/** Its own message quotes the file. */
function csvMistake({ code }: CsvError): string {
  return code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'has a quote that is never closed'
    : 'is not valid CSV: put a cell with quotes in it into quotes, and double those inside';
}
