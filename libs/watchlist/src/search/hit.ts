import type { Via } from '@glyphwatch/domain';
import { NO_WORD } from '../text/origins.ts';
import { endOf, type Glyphs } from '../text/glyphs.ts';
import type { Page } from '../text/page.ts';
import type { Limit } from './limits.ts';
import type { Reading } from './reading.ts';

/** A range of the flow text, within one line. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A place where a value was found, before any gate except the boundary. */
export interface Hit {
  readonly value: string;
  /** One for each line, in reading order. */
  readonly spans: readonly Span[];
  readonly edits: number;
  readonly folds: number;
  /** Positions in the flow text that are look-alikes of the value's characters. */
  readonly folded: readonly number[];
  readonly via: Via;
  readonly joined?: 'glued' | 'hyphen' | 'cut';
  /** Another value of the rule is equally close. */
  readonly ambiguous?: true;
  /** Why the tolerance does not accept it. */
  readonly tooFar?: string;
}

export interface Findings {
  readonly hits: readonly Hit[];
  readonly limits: readonly Limit[];
}

function viaOf({ edits, folds, isDisguised }: Reading): Via {
  if (isDisguised) return 'obfuscated';
  if (edits > 0) return 'fuzzy';
  return folds > 0 ? 'lookalike' : 'exact';
}

export function hitOf(value: string, reading: Reading, glyphs: Glyphs, tooFar?: string): Hit {
  const { edits, folds, joined } = reading;
  return {
    value,
    spans: spansOf(reading.path, glyphs),
    edits,
    folds,
    folded: reading.folded.map((glyph) => glyphs.from[glyph] ?? 0),
    via: viaOf(reading),
    ...(joined ? { joined } : {}),
    ...(tooFar === undefined ? {} : { tooFar }),
  };
}

function spansOf(path: readonly number[], glyphs: Glyphs): readonly Span[] {
  const spans: { from: number; to: number }[] = [];
  let line = -1;
  for (const glyph of path) {
    const to = endOf(glyphs, glyph);
    const last = spans.at(-1);
    if (last && glyphs.line[glyph] === line) last.to = to;
    else spans.push({ from: glyphs.from[glyph] ?? 0, to });
    line = glyphs.line[glyph] ?? -1;
  }
  return spans;
}

export function overlap(one: readonly Span[], other: readonly Span[]): boolean {
  return one.some(({ from, to }) => other.some((span) => from < span.to && span.from < to));
}

/** Indices of the page's words that overlap the spans, in reading order. */
export function wordsOf(page: Page, spans: readonly Span[]): readonly number[] {
  return [...new Set(spans.flatMap(({ from, to }) => page.wordsIn(from, to)))];
}

/** Indices of the lines that the words are in, ascending. */
export function linesOf(page: Page, words: readonly number[]): readonly number[] {
  const lines = new Set(words.map((word) => page.words.lineOf(word)));
  return [...lines].sort((a, b) => a - b);
}

export interface RawText {
  readonly text: string;
  /** Positions of the look-alikes in `text`. */
  readonly foldedPositions: readonly number[];
}

export function lineTooMany(joinLines: number): string {
  const lines = joinLines === 0 ? 'one line' : `${joinLines + 1} lines`;
  return `one line too many: it may span ${lines} (joinLines)`;
}

/** The text of a hit as detected, words joined by one space. */
export function rawTextOf(page: Page, { spans, folded }: Pick<Hit, 'spans' | 'folded'>): RawText {
  const texts: string[] = [];
  const starts = new Map<number, { at: number; from: number }>();
  let length = 0;
  for (const [word, { from, to }] of rawRanges(page, spans)) {
    const text = page.words.at(word)?.text.slice(from, to) ?? '';
    starts.set(word, { at: length, from });
    texts.push(text);
    length += text.length + 1;
  }
  const foldedPositions = folded.flatMap((at) => {
    const start = starts.get(page.flow.wordAt(at));
    return start ? [start.at + page.flow.fromAt(at) - start.from] : [];
  });
  return { text: texts.join(' '), foldedPositions };
}

/** The part of each word that belongs to the hit, in reading order. */
function rawRanges({ flow }: Page, spans: readonly Span[]): ReadonlyMap<number, Span> {
  const ranges = new Map<number, Span>();
  for (const span of spans) {
    for (let at = span.from; at < span.to; at++) {
      const word = flow.wordAt(at);
      if (word === NO_WORD) continue;
      const from = flow.fromAt(at);
      const known = ranges.get(word)?.from ?? from;
      ranges.set(word, { from: Math.min(known, from), to: flow.toAt(at) });
    }
  }
  return ranges;
}
