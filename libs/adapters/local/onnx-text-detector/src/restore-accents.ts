import { differsOnlyByAccents, isAccented, mayBe } from './accents.ts';
import { align } from './align.ts';
import type { SeenLine } from './line-reader.ts';

interface SeenPiece {
  readonly text: string;
  readonly confidence: number;
}

/**
 * Words with the accents that PaddleOCR's models lost. A word stays unless Tesseract's differs from it only by accents,
 * because on photos PaddleOCR's are more often right. Of several languages, the most confident decides.
 */
export function restoreAccents(
  words: readonly string[],
  seen: readonly SeenLine[],
): readonly string[] {
  const pieces = seen.map((line) => piecesFor(words, line));
  return words.map((word, index) => {
    const same = pieces
      .flatMap((of) => of[index] ?? [])
      .filter(({ text }) => text === word || differsOnlyByAccents(word, text))
      .toSorted((a, b) => b.confidence - a.confidence);
    return same[0]?.text ?? word;
  });
}

/** Nothing is cheap except what is probably the same character; a word's end never meets a letter. */
function cost(plain: string | undefined, seen: string | undefined): number {
  if (plain === undefined || seen === undefined) {
    const one = plain ?? seen ?? '';
    return one === ' ' || isAccented(one) ? 0.6 : 1;
  }
  if (plain === seen) return 0;
  if (plain === ' ' || seen === ' ') return 3;
  return mayBe(plain, seen) ? 0.1 : isAccented(seen) ? 0.5 : 1;
}

/** What Tesseract read where each word is; the two may have split the line differently. */
function piecesFor(words: readonly string[], { words: seen }: SeenLine): SeenPiece[] {
  const confidences = seen.flatMap(({ text, confidence }) => [...text].map(() => confidence));
  const pairs = align([...words.join(' ')], [...seen.map(({ text }) => text).join(' ')], cost);
  const pieces = words.map(() => ({ text: '', sum: 0 }));
  let [word, at] = [0, 0];
  for (const [plain, one] of pairs) {
    if (plain === ' ') word += 1;
    const piece = pieces[word];
    if (one === undefined || one === ' ' || !piece) continue;
    piece.text += one;
    piece.sum += confidences[at] ?? 0;
    at += 1;
  }
  return pieces.map(({ text, sum }) => ({
    text,
    confidence: text === '' ? 0 : sum / [...text].length,
  }));
}
