import { stripVTControlCharacters } from 'node:util';

/*
 * Text from an image, a file name or a rule is untrusted. What it may hide:
 *   control     C0, C1: move the cursor, ring the bell, break lines and headers
 *   ANSI        escape sequences: recolour, clear or retitle a terminal
 *   bidi        U+202A–202E, U+2066–2069: show `gpj.exe` as `exe.jpg`
 *   invisible   zero-width and default-ignorable characters: make different names look the same
 *   surrogate   half a character: breaks encoders downstream
 */

/** One visible character, however it is composed. */
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const SPACES = /[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]+/gu;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
/** Vietnamese and Hebrew need three marks per letter; a hundred paint over the lines above. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

export interface PrintableOptions {
  /** In graphemes, including the ellipsis of a cut. */
  readonly maxLength: number;
}

/** One line, safe for a terminal, a mail and a log. Idempotent. */
export function printable(text: string, { maxLength }: PrintableOptions): string {
  const shown = stripVTControlCharacters(text.slice(0, readAtMost(maxLength)))
    .replace(SPACES, ' ')
    .replace(HIDDEN, '')
    .replace(PILED_MARKS, '$1')
    .trim();
  return cut(shown, maxLength);
}

/** Like `printable`, but keeps line breaks; `maxLength` applies to the whole text. */
export function printableLines(text: string, { maxLength }: PrintableOptions): string {
  const lines = text.slice(0, readAtMost(maxLength)).split(/\r\n|[\n\r\u2028\u2029]/u);
  return cut(lines.map((line) => printable(line, { maxLength })).join('\n'), maxLength);
}

/** Bounds the work for megabytes of hidden characters. */
function readAtMost(maxLength: number): number {
  return maxLength * 20 + 1000;
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let length = 0;
  let end = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (length === maxLength) return `${text.slice(0, end).trimEnd()}…`;
    length += 1;
    if (length < maxLength) end += segment.length;
  }
  return text;
}
