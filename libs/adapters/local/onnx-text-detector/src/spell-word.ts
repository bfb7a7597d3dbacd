import type { RecognizedCharacter } from './decode-steps.ts';

/** Units that often follow a single zero: "0g", "0mg". */
const UNIT = /^(?:g|mg|ml|kg|cal|kcal|km|cm|mm|%)$/;
const LETTERS = /\p{L}/gu;
const CERTAIN_DIGIT = /[2-9]/;

/**
 * A word's text. Where the model is unsure between look-alikes (0 and O, 1 and l), the rest of the word decides: a zero among
 * letters is an O, an O before a unit is a zero. Confident characters are not changed.
 */
export function spellWord(word: readonly RecognizedCharacter[]): string {
  return word.map((seen, index) => settle(seen, word, index)).join('');
}

function settle(
  { character, alternatives }: RecognizedCharacter,
  word: readonly RecognizedCharacter[],
  index: number,
): string {
  const rest = neighbours(word, index);
  const isAmongLetters = !CERTAIN_DIGIT.test(rest) && (rest.match(LETTERS)?.length ?? 0) >= 2;
  if (character === '0' && isAmongLetters) return preferred(alternatives, 'Oo') ?? character;
  if (character === '1' && isAmongLetters) return preferred(alternatives, 'lIi') ?? character;
  if (/[Oo]/.test(character) && UNIT.test(rest)) return preferred(alternatives, '0') ?? character;
  return character;
}

/** The run of letters and digits around a character: `appr0va1` in `appr0va1:0527`. */
function neighbours(word: readonly RecognizedCharacter[], index: number): string {
  const text = word.map(({ character }) => character);
  const isPart = (at: number) => /[\p{L}\p{N}%]/u.test(text[at] ?? '');
  let [start, end] = [index, index + 1];
  while (isPart(start - 1)) start -= 1;
  while (isPart(end)) end += 1;
  return [...text.slice(start, index), ...text.slice(index + 1, end)].join('');
}

function preferred(
  alternatives: RecognizedCharacter['alternatives'],
  wanted: string,
): string | undefined {
  return alternatives.find(({ character }) => wanted.includes(character))?.character;
}
