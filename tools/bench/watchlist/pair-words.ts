import { distance } from 'fastest-levenshtein';

/** A word or short phrase as written in the picture and as read by an engine. */
export interface Pair {
  readonly written: string;
  readonly read: string;
}

const SHORTEST = 4;
const LONGEST_PHRASE = 3;
/** Edit distance relative to the length; a reading beyond it belongs to other text. */
const FURTHEST = 0.4;

/** Pairs each written line with the closest line that was read, then their words. */
export function pairWords(written: readonly string[], read: readonly string[]): Pair[] {
  const left = read.map((line) => line.trim()).filter((line) => line !== '');
  return written.flatMap((line) => {
    const nearest = nearestTo(line, left);
    if (nearest === undefined) return [];
    left.splice(left.indexOf(nearest), 1);
    return pairLine(line, nearest);
  });
}

function nearestTo(line: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, apart: distance(plain(line), plain(candidate)) }))
    .sort((a, b) => a.apart - b.apart);
  return best && best.apart <= FURTHEST * line.length ? best.candidate : undefined;
}

function pairLine(written: string, read: string): Pair[] {
  const [words, readings] = [written.split(/\s+/), read.split(/\s+/)];
  if (words.length !== readings.length) {
    return words.length <= LONGEST_PHRASE ? [{ written, read }] : [];
  }
  return words.flatMap((word, index) => {
    const reading = readings[index] ?? '';
    const isLong = word.replace(/[^\p{L}\p{N}]/gu, '').length >= SHORTEST;
    const isNear = distance(plain(word), plain(reading)) <= FURTHEST * word.length;
    return isLong && isNear ? [{ written: word, read: reading }] : [];
  });
}

function plain(text: string): string {
  return text.toLowerCase();
}

/** Characters that differ between texts of equal length. */
export function confusionsIn({ written, read }: Pair): readonly string[] {
  const [from, to] = [[...written], [...read]];
  if (from.length !== to.length) return [];
  return from.flatMap((glyph, index) => {
    const other = to[index] ?? '';
    return other.toLowerCase() === glyph.toLowerCase() ? [] : [`${glyph}→${other}`];
  });
}
