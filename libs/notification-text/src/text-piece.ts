import type { NotificationMatch } from '@glyphwatch/domain';
import { printable } from './printable.ts';

export interface TextPiece {
  readonly text: string;
  /** A look-alike of the character in the rule's value. */
  readonly folded: boolean;
}

const LONGEST_MATCH = 200;

/** The matched text in pieces, so that each medium can mark look-alikes its own way. */
export function piecesOf({ text, foldedPositions = [] }: NotificationMatch): TextPiece[] {
  const folded = new Set(foldedPositions);
  const pieces: { text: string; folded: boolean }[] = [];
  let at = 0;
  for (const character of text) {
    const isFolded = folded.has(at);
    const last = pieces.at(-1);
    if (last?.folded === isFolded) last.text += character;
    else pieces.push({ text: character, folded: isFolded });
    at += character.length;
  }
  const shown = pieces.map((piece) => ({ ...piece, text: keepEdges(piece.text) }));
  return shorten(shown.filter((piece) => piece.text !== ''));
}

/** `printable` trims, but a space next to a marked character belongs to the text. */
function keepEdges(text: string): string {
  const lead = /^\s/u.test(text) ? ' ' : '';
  const shown = printable(text, { maxLength: LONGEST_MATCH });
  return shown === '' ? lead : lead + shown + (/\s$/u.test(text) ? ' ' : '');
}

function shorten(pieces: readonly TextPiece[]): TextPiece[] {
  const whole = pieces.map(({ text }) => text).join('');
  if (whole.length <= LONGEST_MATCH) return [...pieces];
  return [{ text: printable(whole, { maxLength: LONGEST_MATCH }), folded: false }];
}
