import { isWholeByRange } from './characters.ts';

/** Receives each code unit of normalised text with its range in the original text. */
export interface Sink {
  put(unit: number, from: number, to: number): void;
}

/** No script needs more, and reordering thousands of marks would take quadratic time. */
const MAX_CLUSTER_LENGTH = 16;

const INVISIBLE = /[\p{Cf}\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
const SINGLE_QUOTES = /[\u2018-\u201b\u2032\u02bc]/g;
const DOUBLE_QUOTES = /[\u201c-\u201f\u2033]/g;
/** As in 2 × 4, which people and engines write with an x. */
const TIMES = /\u00d7/g;
const SOFT_HYPHEN = 0xad;
const HYPHEN = 0x2d;
const LAST_PLAIN = 0x7e;
const FIRST_PLAIN = 0x20;

export function normaliseInto(sink: Sink, text: string): void {
  for (let from = 0; from < text.length;) {
    const unit = text.charCodeAt(from);
    const isAlone = !isFollowed(text, unit, from + 1);
    if (isAlone && unit >= FIRST_PLAIN && unit <= LAST_PLAIN) sink.put(unit, from, ++from);
    else if (unit === SOFT_HYPHEN && from === text.length - 1) sink.put(HYPHEN, from, ++from);
    else from = isAlone ? putSingle(sink, text, from) : putCluster(sink, text, from);
  }
}

/** Whether the next character forms a cluster with this one. */
function isFollowed(text: string, unit: number, next: number): boolean {
  if (next >= text.length || text.charCodeAt(next) < FIRST_TRAILING) return false;
  return isTrailing(text.codePointAt(next) ?? 0, unit);
}

const PLAIN = /^[\x20-\x7e]*$/;

export function normalise(text: string): string {
  if (PLAIN.test(text)) return text.replace(/ {2,}/g, ' ').trim();
  const units: number[] = [];
  normaliseInto({ put: (unit) => void units.push(unit) }, text);
  let whole = '';
  for (const unit of units) whole += String.fromCharCode(unit);
  return whole.replace(/\s+/g, ' ').trim();
}

/** Cache: the one code unit that a code unit normalises to; 0 if not known yet. */
const replacements = new Uint16Array(0x10000);
/** In `replacements`: normalises to several code units or none, or is a surrogate. */
const SEVERAL = 1;

function putSingle(sink: Sink, text: string, from: number): number {
  const unit = text.charCodeAt(from);
  const known = replacements[unit] ?? 0;
  const replacement = known === 0 ? learn(unit) : known;
  if (replacement === SEVERAL) return putCluster(sink, text, from);
  sink.put(replacement, from, from + 1);
  return from + 1;
}

function learn(unit: number): number {
  return (replacements[unit] = isWholeByRange(unit) ? unit : replacementOf(unit));
}

function replacementOf(unit: number): number {
  const isHalf = unit >= 0xd800 && unit <= 0xdfff;
  const own = isHalf ? '' : normalised(String.fromCharCode(unit));
  return own.length === 1 ? own.charCodeAt(0) : SEVERAL;
}

/** Normalises a cluster as a whole: a character with its marks, or the parts of a Hangul syllable. */
function putCluster(sink: Sink, text: string, from: number): number {
  const to = clusterEnd(text, from);
  const piece = normalisedCluster(text.slice(from, to));
  for (let at = 0; at < piece.length; at++) sink.put(piece.charCodeAt(at), from, to);
  return to;
}

function clusterEnd(text: string, from: number): number {
  const first = text.codePointAt(from) ?? 0;
  let end = from + (first > 0xffff ? 2 : 1);
  while (end < text.length) {
    const next = text.codePointAt(end) ?? 0;
    if (!isTrailing(next, first)) return end;
    end += next > 0xffff ? 2 : 1;
  }
  return end;
}

const FIRST_TRAILING = 0x300;
/** Cache, for each code unit: 0 not known yet, 1 begins a cluster, 2 continues one. */
const trailing = new Uint8Array(0x10000);
const BEGINS = 1;
const BELONGS = 2;

function isTrailing(codePoint: number, first: number): boolean {
  if (codePoint < FIRST_TRAILING) return false;
  if (codePoint >= 0x1160 && codePoint <= 0x11ff) return first >= 0x1100 && first <= 0x115f;
  if (codePoint > 0xffff) return isMark(codePoint);
  const known = trailing[codePoint] ?? 0;
  if (known !== 0) return known === BELONGS;
  trailing[codePoint] = isMark(codePoint) ? BELONGS : BEGINS;
  return trailing[codePoint] === BELONGS;
}

function isMark(codePoint: number): boolean {
  return !isWholeByRange(codePoint) && /[\p{M}\uff9e\uff9f]/u.test(String.fromCodePoint(codePoint));
}

/** Only hostile text has more distinct clusters; bounds the cache. */
const MAX_CACHED = 20_000;
const LONGEST_REMEMBERED = 4;
const clusters = new Map<string, string>();

/** Short clusters are cached: `normalize` is slow, and text repeats them. */
function normalisedCluster(cluster: string): string {
  if (cluster.length > LONGEST_REMEMBERED) return normalised(cluster);
  let known = clusters.get(cluster);
  if (known === undefined) {
    if (clusters.size >= MAX_CACHED) clusters.clear();
    clusters.set(cluster, (known = normalised(cluster)));
  }
  return known;
}

function normalised(cluster: string): string {
  return cluster
    .slice(0, MAX_CLUSTER_LENGTH)
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .replace(DASHES, '-')
    .replace(SINGLE_QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .replace(TIMES, 'x')
    .replace(/\s/g, ' ');
}
