import type { SeenCharacter } from './decode-steps.ts';

/** Amounts whose number is often a lone zero: "0g", "0mg". */
const UNIT = /^(?:g|mg|ml|kg|cal|kcal|km|cm|mm|%)$/;
const LETTERS = /\p{L}/gu;
const CERTAIN_DIGIT = /[2-9]/;

/**
 * A word's text. Where the model itself wavers between look-alikes (0 and O, 1 and l), the rest of the word decides:
 * a zero among letters is an O, an O before a unit is a zero. What the model is sure of stays.
 */
export function spellWord(word: readonly SeenCharacter[]): string {
  return word.map((seen, index) => settle(seen, word, index)).join('');
}

function settle(
  { character, doubts }: SeenCharacter,
  word: readonly SeenCharacter[],
  index: number,
): string {
  const rest = neighbours(word, index);
  const isAmongLetters = !CERTAIN_DIGIT.test(rest) && (rest.match(LETTERS)?.length ?? 0) >= 2;
  if (character === '0' && isAmongLetters) return preferred(doubts, 'Oo') ?? character;
  if (character === '1' && isAmongLetters) return preferred(doubts, 'lIi') ?? character;
  if (/[Oo]/.test(character) && UNIT.test(rest)) return preferred(doubts, '0') ?? character;
  return character;
}

/** The letters and digits that touch one of them: `appr0va1` of `appr0va1:0527`. */
function neighbours(word: readonly SeenCharacter[], index: number): string {
  const text = word.map(({ character }) => character);
  const isPart = (at: number) => /[\p{L}\p{N}%]/u.test(text[at] ?? '');
  let [start, end] = [index, index + 1];
  while (isPart(start - 1)) start -= 1;
  while (isPart(end)) end += 1;
  return [...text.slice(start, index), ...text.slice(index + 1, end)].join('');
}

function preferred(doubts: SeenCharacter['doubts'], wanted: string): string | undefined {
  return doubts.find(({ character }) => wanted.includes(character))?.character;
}
