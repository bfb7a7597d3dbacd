import { tokensOf } from './labels.ts';

/** Shared words of two readings of the same images, of all words of both: 0…1; `undefined` if neither read a word. */
export function agreement(one: readonly string[], other: readonly string[]): number | undefined {
  let shared = 0;
  let all = 0;
  one.forEach((text, index) => {
    const left = tokensOf(text);
    const right = tokensOf(other[index] ?? '');
    all += left.length + right.length;
    shared += 2 * sharedWords(left, right);
  });
  return all === 0 ? undefined : shared / all;
}

/** A word that occurs twice must occur twice in both. */
function sharedWords(left: readonly string[], right: readonly string[]): number {
  const rest = new Map<string, number>();
  for (const word of right) rest.set(word, (rest.get(word) ?? 0) + 1);
  return left.filter((word) => {
    const there = rest.get(word) ?? 0;
    rest.set(word, there - 1);
    return there > 0;
  }).length;
}
