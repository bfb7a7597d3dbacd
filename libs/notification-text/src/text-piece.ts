import type { ToldMatch } from '@glyphwatch/domain';
import { printable } from './printable.ts';

export interface TextPiece {
  readonly text: string;
  /** Read as a look-alike of what the rule asks for. */
  readonly folded: boolean;
}

const MOST_OF_A_MATCH = 200;

/** The matched text in pieces, so that a medium can mark the look-alikes in its own way. */
export function piecesOf({ text, foldedPositions = [] }: ToldMatch): TextPiece[] {
  const folded = new Set(foldedPositions);
  const pieces: TextPiece[] = [];
  let start = 0;
  for (let end = 1; end <= text.length; end += 1) {
    const isFolded = folded.has(start);
    if (end < text.length && folded.has(end) === isFolded) continue;
    pieces.push({ text: keepEdges(text.slice(start, end)), folded: isFolded });
    start = end;
  }
  return shorten(pieces.filter((piece) => piece.text !== ''));
}

/** `printable` trims, but the space before a marked character belongs to the text. */
function keepEdges(text: string): string {
  const lead = /^\s/u.test(text) ? ' ' : '';
  const shown = printable(text, { maxLength: MOST_OF_A_MATCH });
  return shown === '' ? lead : lead + shown + (/\s$/u.test(text) ? ' ' : '');
}

function shorten(pieces: readonly TextPiece[]): TextPiece[] {
  const whole = pieces.map(({ text }) => text).join('');
  if (whole.length <= MOST_OF_A_MATCH) return [...pieces];
  return [{ text: printable(whole, { maxLength: MOST_OF_A_MATCH }), folded: false }];
}
