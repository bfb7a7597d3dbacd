import type { RecognizedCharacter } from './decode-steps.ts';

/** Units that often follow a single zero: "0g", "0mg". */
const UNIT = /^(?:g|mg|ml|kg|cal|kcal|km|cm|mm|%)$/;
const LETTERS = /\p{L}/gu;
const CERTAIN_DIGIT = /[2-9]/;
const TWO_DIGITS = /^(?=.*[2-9])[\dOoIl]{2,}$/;
/** `NOTl`, `XIl`, but not `All` or `Al`. */
const CAPITALS = /^(?:l*[A-Z]){2,}l*$|^l*[VX]l+$/;

/**
 * A word's text. Where the model is unsure between look-alikes (0 and O, 1 and l), the rest of the word decides: a zero among
 * letters is an O, an O among digits or before a unit is a zero, an l among capitals is an I. Confident characters are not
 * changed.
 */
export function spellWord(word: readonly RecognizedCharacter[]): string {
  return word.map((seen, index) => settle(seen, neighbours(word, index))).join('');
}

interface Neighbours {
  readonly rest: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function settle({ character, alternatives }: RecognizedCharacter, beside: Neighbours): string {
  const wanted = wantedInstead(character, beside);
  return alternatives.find((one) => wanted.includes(one.character))?.character ?? character;
}

/** Look-alikes of a character that are more likely beside the rest of its word. */
function wantedInstead(character: string, { rest, isFirst, isLast }: Neighbours): string {
  const isAmongLetters = !CERTAIN_DIGIT.test(rest) && (rest.match(LETTERS)?.length ?? 0) >= 2;
  if (character === '0' && isAmongLetters) return 'Oo';
  if (character === '1' && isAmongLetters) return 'lIi';
  // Codes often begin with a letter ("I95"), and the last one may be a unit ("250l").
  const isAmongDigits = !isFirst && TWO_DIGITS.test(rest);
  if (/[Oo]/.test(character) && (UNIT.test(rest) || isAmongDigits)) return '0';
  if (/[Il]/.test(character) && isAmongDigits && !isLast) return '1';
  return character === 'l' && CAPITALS.test(rest) ? 'I' : '';
}

/** The run of letters and digits around a character: `appr0va1` in `appr0va1:0527`. */
function neighbours(word: readonly RecognizedCharacter[], index: number): Neighbours {
  const text = word.map(({ character }) => character);
  const isPart = (at: number) => /[\p{L}\p{N}%]/u.test(text[at] ?? '');
  let [start, end] = [index, index + 1];
  while (isPart(start - 1)) start -= 1;
  while (isPart(end)) end += 1;
  const rest = [...text.slice(start, index), ...text.slice(index + 1, end)].join('');
  return { rest, isFirst: index === start, isLast: index === end - 1 };
}
