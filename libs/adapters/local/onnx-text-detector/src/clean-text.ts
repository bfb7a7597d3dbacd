const FULL_WIDTH = /[\uFF01-\uFF5E]/g;
const FULL_WIDTH_OFFSET = 0xfee0;
/** Scripts with full-width punctuation. */
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/gu;

/** The model confuses `：` with `:`; in a line of Latin text, narrow punctuation is meant. */
export function narrowMarks(text: string, line: string): string {
  if (EAST_ASIAN.test(line)) return text;
  return text.replace(FULL_WIDTH, (mark) =>
    String.fromCharCode(mark.charCodeAt(0) - FULL_WIDTH_OFFSET),
  );
}

const MIN_CONFIDENCE = 0.5;
/** Texture is most often misread as one or two characters, or as punctuation. */
const MIN_CONFIDENCE_OF_TWO = 0.7;
const MIN_CONFIDENCE_OF_ONE = 0.8;
/** Foliage and fur are misread as ideographs. */
const MIN_CONFIDENCE_OF_EAST_ASIAN = 0.8;

/** Whether a reading is confident enough to report. */
export function isTrusted(text: string, confidence: number): boolean {
  const characters = text.match(LETTER_OR_DIGIT)?.length ?? 0;
  if (text === '' || confidence < MIN_CONFIDENCE) return false;
  if (EAST_ASIAN.test(text)) return confidence >= MIN_CONFIDENCE_OF_EAST_ASIAN;
  if (characters < 2) return confidence >= MIN_CONFIDENCE_OF_ONE;
  return characters > 2 || confidence >= MIN_CONFIDENCE_OF_TWO;
}
