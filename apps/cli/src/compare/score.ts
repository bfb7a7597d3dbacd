import { regroup } from './join-words.ts';
import { type Label, tokensOf } from './labels.ts';

export interface Score {
  images: number;
  found: number;
  wanted: number;
  /** Only images whose text is fully labelled. */
  right: number;
  read: number;
  recalls: number[];
  /** Images without text in which text was detected. */
  falseText: number;
}

export const emptyScore = (): Score => ({
  images: 0,
  found: 0,
  wanted: 0,
  right: 0,
  read: 0,
  recalls: [],
  falseText: 0,
});

/** Compares multisets of tokens: a word that occurs twice must be read twice. */
export function addImage(score: Score, label: Label, text: string): void {
  const read = tokensOf(text);
  const rest = label.join ? regroup(read, label.words) : read;
  const take = (word: string): boolean => {
    const at = rest.indexOf(word);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  };
  const readAnything = rest.length > 0;
  const found = label.words.filter(take).length;
  label.optional.forEach(take);
  score.images += 1;
  score.found += found;
  score.wanted += label.words.length;
  if (label.words.length > 0) score.recalls.push(found / label.words.length);
  if (!label.partial) {
    score.right += found;
    score.read += found + rest.length;
  }
  if (label.category === 'negative' && readAnything) score.falseText += 1;
}

export function sumOf(scores: readonly Score[]): Score {
  return scores.reduce(
    (sum, score) => ({
      images: sum.images + score.images,
      found: sum.found + score.found,
      wanted: sum.wanted + score.wanted,
      right: sum.right + score.right,
      read: sum.read + score.read,
      recalls: [...sum.recalls, ...score.recalls],
      falseText: sum.falseText + score.falseText,
    }),
    emptyScore(),
  );
}
