import type { WatchContext } from '@glyphwatch/domain';
import type { Allow, ValueMatching } from '../rule.ts';
import { linesOf, overlap, wordsOf, type Hit } from '../search/hit.ts';
import { compileLiteral, type Literal } from '../search/literal.ts';
import type { PhraseFinder } from '../search/phrases.ts';
import type { Page } from '../text/page.ts';
import { compileGlob, type Glob } from './scope.ts';

export interface CompiledAllow {
  readonly phrases: readonly Literal[];
  readonly target: 'match' | 'line';
  readonly keys: readonly Glob[];
  readonly needsBoth: boolean;
}

/** Compares as the rule does, but without tolerance. */
export function compileAllow(allow: Allow, matching: ValueMatching): CompiledAllow {
  const isInner = matching.mode === 'contains' || matching.mode === 'regex';
  const { maxEdits: _maxEdits, joinLines: _joinLines, ...folding } = matching;
  const exact: ValueMatching = {
    ...folding,
    mode: 'phrase',
    tolerance: 'none',
    boundary: isInner ? 'none' : matching.boundary,
  };
  return {
    phrases: allow.values.map((value) => compileLiteral(value, exact)),
    target: allow.target,
    keys: allow.keys.map(compileGlob),
    needsBoth: allow.condition === 'AND' && allow.values.length > 0 && allow.keys.length > 0,
  };
}

/** Why the entry allows the hit, for the explanation; `undefined` if it does not. */
export function allowedBy(
  allow: CompiledAllow,
  hit: Hit,
  page: Page,
  { key }: WatchContext,
  phrases: PhraseFinder,
  show: (text: string) => string,
): string | undefined {
  const isKey = key !== undefined && allow.keys.some((glob) => glob(key));
  if (isKey && !allow.needsBoth) return 'the key is on an allow list';
  if (!isKey && allow.needsBoth) return undefined;
  const phrase = allow.phrases.find((phrase) => isThere(phrase, allow.target, hit, page, phrases));
  return phrase && `“${show(phrase.value)}” is on an allow list`;
}

function isThere(
  phrase: Literal,
  target: 'match' | 'line',
  hit: Hit,
  page: Page,
  phrases: PhraseFinder,
): boolean {
  const found = phrases.find(phrase);
  if (target === 'match') return found.some((place) => isWithin(place, hit));
  const lines = new Set(linesOf(page, wordsOf(page, hit.spans)));
  return found.some(({ spans }) =>
    linesOf(page, wordsOf(page, spans)).every((line) => lines.has(line)),
  );
}

function isWithin(place: Hit, hit: Hit): boolean {
  if (!overlap(place.spans, hit.spans)) return false;
  return place.spans.every((inner) =>
    hit.spans.some(({ from, to }) => inner.from >= from && inner.to <= to),
  );
}
