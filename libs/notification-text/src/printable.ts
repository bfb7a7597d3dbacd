import { stripVTControlCharacters } from 'node:util';

/*
 * Text from an image, a file name or a rule is a stranger's text. Glossary of what it may hide:
 *   control     C0, C1: moves the cursor, rings, breaks lines and headers
 *   ANSI        escape sequences: recolours, clears, retitles a terminal
 *   bidi        U+202A–202E, U+2066–2069: shows `gpj.exe` as `exe.jpg`
 *   invisible   zero-width and default-ignorable characters: two names that look the same
 *   surrogate   half a character: breaks encoders further down
 */

/** One printed character, however it is composed. */
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const SPACES = /[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]+/gu;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
/** Vietnamese and Hebrew need three marks on a letter; a hundred paint over the lines above. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

export interface PrintableOptions {
  /** Printed characters, the ellipsis of a cut included. */
  readonly maxLength: number;
}

/** One line that shows what it is: safe for a terminal, a mail and a log. Printing twice changes nothing. */
export function printable(text: string, { maxLength }: PrintableOptions): string {
  const shown = stripVTControlCharacters(text.slice(0, readAtMost(maxLength)))
    .replace(SPACES, ' ')
    .replace(HIDDEN, '')
    .replace(PILED_MARKS, '$1')
    .trim();
  return cut(shown, maxLength);
}

/** As `printable`, but keeps line breaks; `maxLength` counts all lines. */
export function printableLines(text: string, { maxLength }: PrintableOptions): string {
  const lines = text.slice(0, readAtMost(maxLength)).split(/\r\n|[\n\r\u2028\u2029]/u);
  return cut(lines.map((line) => printable(line, { maxLength })).join('\n'), maxLength);
}

/** Megabytes of hidden characters are not worth reading to the end. */
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
