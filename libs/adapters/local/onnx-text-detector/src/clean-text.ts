const FULL_WIDTH = /[\uFF01-\uFF5E]/g;
const FULL_WIDTH_OFFSET = 0xfee0;
/** Scripts that are set with full-width marks. */
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/gu;

/** The dictionary has `：` beside `:`, and the model confuses them: in a line of Latin text they are the narrow ones. */
export function narrowMarks(text: string, line: string): string {
  if (EAST_ASIAN.test(line)) return text;
  return text.replace(FULL_WIDTH, (mark) =>
    String.fromCharCode(mark.charCodeAt(0) - FULL_WIDTH_OFFSET),
  );
}

const MIN_CONFIDENCE = 0.5;
/** One or two characters, or marks alone, are what texture is most often mistaken for. */
const MIN_CONFIDENCE_OF_SHORT = 0.7;
const SHORT = 2;
/** Foliage and fur look like ideographs. */
const MIN_CONFIDENCE_OF_EAST_ASIAN = 0.8;

/** Whether a reading is sure enough to be told. */
export function isTrusted(text: string, confidence: number): boolean {
  const characters = text.match(LETTER_OR_DIGIT)?.length ?? 0;
  if (text === '' || confidence < MIN_CONFIDENCE) return false;
  if (EAST_ASIAN.test(text)) return confidence >= MIN_CONFIDENCE_OF_EAST_ASIAN;
  return characters > SHORT || confidence >= MIN_CONFIDENCE_OF_SHORT;
}
