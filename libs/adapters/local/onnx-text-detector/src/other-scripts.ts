import type { Script } from './languages.ts';
import type { SeenLine } from './line-reader.ts';

const LETTERS: Readonly<Record<Exclude<Script, 'Latin'>, RegExp>> = {
  Cyrillic: /\p{Script=Cyrillic}/gu,
  Greek: /\p{Script=Greek}/gu,
  Arabic: /\p{Script=Arabic}/gu,
  Hangul: /\p{Script=Hangul}/gu,
  Japanese: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
};
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const ANY_LETTER = /\p{L}/gu;

/** Tesseract is less sure only of what it takes for text, */
const MIN_CONFIDENCE = 0.6;
/** and texture is most often misread as a few letters. */
const MIN_CONFIDENCE_OF_SHORT = 0.9;
const SHORT = 4;

/** Whether a line that was read in a language of this script seems to be in it. */
export function isIn(script: Script, { words, confidence }: SeenLine): boolean {
  if (script === 'Latin') return false;
  const text = textOf(words);
  const own = text.match(LETTERS[script])?.length ?? 0;
  const isMost = own * 2 > (text.match(ANY_LETTER)?.length ?? 0);
  return isMost && confidence >= (own > SHORT ? MIN_CONFIDENCE : MIN_CONFIDENCE_OF_SHORT);
}

/** PaddleOCR's models are less sure only of scripts that they do not know, and of poor pictures. */
const UNSURE = 0.9;
/** Then Tesseract counts even if it is a little less sure. */
const SURE = 0.75;
const LITTLE = 0.1;

/** Whether what `isIn` another script is better than what PaddleOCR's models read there. */
export function isBetter({ words, confidence }: SeenLine, other: number): boolean {
  // The models leave kana out, and are sure of the rest.
  if (KANA.test(textOf(words))) return true;
  const isNearly = confidence >= SURE && confidence > other - LITTLE;
  return confidence > other || (other < UNSURE && isNearly);
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

export function isRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

function textOf(words: SeenLine['words']): string {
  return words.map(({ text }) => text).join('');
}
