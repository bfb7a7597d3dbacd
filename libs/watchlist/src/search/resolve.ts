import { overlap, type Hit } from './hit.ts';

/**
 * Of overlapping readings, keeps the closest. All exact readings stay, so tolerance never removes one; several values
 * equally close to the same place also stay, marked as ambiguous, in the order of `ranks`.
 */
export function resolveOverlaps(
  hits: readonly Hit[],
  ranks: ReadonlyMap<string, number> = new Map(),
): readonly Hit[] {
  const byPlace = (a: Hit, b: Hit): number =>
    startOf(a) - startOf(b) ||
    lengthOf(b) - lengthOf(a) ||
    (ranks.get(a.value) ?? 0) - (ranks.get(b.value) ?? 0);
  const kept: Hit[] = [];
  const places = new PlaceIndex<number>();
  for (const hit of [...hits].sort(byNearness)) {
    const rivals = places.overlapping(hit).map((index) => ({ index, rival: kept[index] }));
    const isBeaten = rivals.some(({ rival }) => rival !== undefined && beats(rival, hit));
    if (isBeaten) continue;
    const isTied = hit.via !== 'exact' && rivals.length > 0;
    if (isTied) {
      for (const { index, rival } of rivals) if (rival) kept[index] = { ...rival, ambiguous: true };
    }
    places.add(hit, kept.length);
    kept.push(isTied ? { ...hit, ambiguous: true } : hit);
  }
  return kept.sort(byPlace);
}

function beats(rival: Hit, hit: Hit): boolean {
  if (distance(rival) < distance(hit)) return true;
  if (rival.value === hit.value) return true;
  // Equally close, but at another range of the text: the longer reading explains more of it.
  return hit.via !== 'exact' && !samePlace(rival, hit);
}

function samePlace({ spans: one }: Hit, { spans: other }: Hit): boolean {
  return (
    one.length === other.length &&
    one.every(({ from, to }, index) => from === other[index]?.from && to === other[index]?.to)
  );
}

/** A reading that the tolerance accepts is closer than any that it does not. */
function distance({ edits, folds, via, tooFar }: Hit): number {
  const disguise = via === 'obfuscated' ? 500 : 0;
  return edits * 1000 + disguise + folds + (tooFar === undefined ? 0 : 1_000_000);
}

const lengthOf = ({ spans }: Hit): number =>
  spans.reduce((sum, { from, to }) => sum + to - from, 0);
const startOf = ({ spans }: Hit): number => spans[0]?.from ?? 0;

function byNearness(a: Hit, b: Hit): number {
  return (
    distance(a) - distance(b) ||
    lengthOf(b) - lengthOf(a) ||
    startOf(a) - startOf(b) ||
    compareText(a.value, b.value)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Finds the places that overlap a place without comparing all: they are filed by ranges of the text. */
export class PlaceIndex<T> {
  readonly #ranges = new Map<number, { hit: Pick<Hit, 'spans'>; item: T }[]>();
  static readonly #SIZE = 32;

  add(hit: Pick<Hit, 'spans'>, item: T): void {
    for (const range of this.#rangesOf(hit)) {
      const filed = this.#ranges.get(range);
      if (filed) filed.push({ hit, item });
      else this.#ranges.set(range, [{ hit, item }]);
    }
  }

  overlapping(hit: Pick<Hit, 'spans'>): readonly T[] {
    const found = new Set<T>();
    for (const range of this.#rangesOf(hit)) {
      for (const { hit: other, item } of this.#ranges.get(range) ?? []) {
        if (overlap(hit.spans, other.spans)) found.add(item);
      }
    }
    return [...found];
  }

  #rangesOf({ spans }: Pick<Hit, 'spans'>): Set<number> {
    const ranges = new Set<number>();
    for (const { from, to } of spans) {
      const last = Math.floor((to - 1) / PlaceIndex.#SIZE);
      for (let at = Math.floor(from / PlaceIndex.#SIZE); at <= last; at++) ranges.add(at);
    }
    return ranges;
  }
}

/** Overlapping hits count as one place. */
export function countPlaces(hits: readonly Hit[]): number {
  const places = new PlaceIndex<true>();
  let count = 0;
  for (const hit of hits) {
    if (places.overlapping(hit).length > 0) continue;
    places.add(hit, true);
    count++;
  }
  return count;
}
