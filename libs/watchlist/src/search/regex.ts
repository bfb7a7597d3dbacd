import { RE2JS } from 're2js';
import type { ValueMatching } from '../rule.ts';
import type { Page } from '../text/page.ts';
import { MAX_WRONG } from './check-digits.ts';
import type { Findings, Hit, Span } from './hit.ts';
import { MAX_PLACES, type Limit } from './limits.ts';
import {
  columnMatches,
  joinedMatches,
  linesIn,
  matchesIn,
  type Found,
  type Regex,
} from './regex-matches.ts';

/**
 * Very long text is searched in blocks of whole lines: finding every match can take quadratic time even on a linear-time
 * engine. A match does not cross from block to block.
 */
const BLOCK_LENGTH = 16_384;
/** About thirty thousand words; the rest of a sheet is not searched. */
const MAX_SEARCHED = 12 * BLOCK_LENGTH;

export function compileRegex(value: string, matching: ValueMatching): Regex {
  const { caseSensitive, joinLines = 0, check } = matching;
  const flags = RE2JS.MULTILINE | (caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  const expression = RE2JS.compile(withoutCaptures(value.normalize('NFKC')), flags);
  return { value, expression, joinLines, check };
}

export function readRegex(page: Page, regex: Regex): Findings {
  const hits: Hit[] = [];
  const limits: Limit[] = [];
  let wrong = 0;
  for (const { spans, tooFar } of matchesOnPage(page, regex, limits)) {
    if (hits.length >= MAX_PLACES) {
      return { hits, limits: [...limits, { kind: 'places', value: regex.value }] };
    }
    if (spans.length > 1 && crossesSheets(page, spans)) continue;
    if (tooFar !== undefined && wrong++ >= MAX_WRONG) continue;
    const hit = {
      value: regex.value,
      spans,
      edits: 0,
      folds: 0,
      folded: [],
      via: 'exact',
    } as const;
    hits.push(tooFar === undefined ? hit : { ...hit, tooFar });
  }
  return { hits, limits };
}

function* matchesOnPage(page: Page, regex: Regex, limits: Limit[]): Generator<Found> {
  const { text } = page.flow;
  const spans = searchedSpans(page);
  const searched = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const stop = (at: number): void =>
    void limits.push({ kind: 'characters', searched: at, all: text.length });
  if (searched < text.length) stop(searched);
  for (const block of spans.flatMap((span) => blocksOf(text, span))) {
    for (const { from, to, ...found } of matchesIn(text.slice(block.from, block.to), regex)) {
      yield { ...found, spans: [{ from: from + block.from, to: to + block.from }] };
    }
    if (regex.joinLines > 0) yield* joinedMatches(text, linesIn(text, block), regex);
  }
  if (regex.joinLines > 0) yield* columnMatches(page, regex, MAX_SEARCHED, stop);
}

function crossesSheets({ flow, sheets }: Page, spans: readonly Span[]): boolean {
  const [from = 0, to = 0] = [spans[0]?.from, spans.at(-1)?.to];
  return sheets.some(({ firstLine }) => {
    const start = flow.lineStart[firstLine] ?? 0;
    return start > from && start < to;
  });
}

/** Captures are not used, and the engine is several times faster without them. */
function withoutCaptures(expression: string): string {
  return expression.replace(
    /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]|\((?!\?)|\(\?P?<\w+>/g,
    (token) => (token.startsWith('(') ? '(?:' : token),
  );
}

/** The beginning of each sheet; whole sheets that follow one another are one span, so that matches may cross. */
function searchedSpans({ flow, sheets }: Page): readonly Span[] {
  const spans: { from: number; to: number }[] = [];
  for (const { firstLine, endLine } of sheets) {
    const from = flow.lineStart[firstLine] ?? 0;
    const end = Math.min(flow.text.length, flow.lineStart[endLine] ?? 0);
    const to = Math.min(end, from + MAX_SEARCHED);
    const last = spans.at(-1);
    if (last?.to === from) last.to = to;
    else spans.push({ from, to });
  }
  return spans;
}

function blocksOf(text: string, { from: start, to: end }: Span): readonly Span[] {
  const blocks: Span[] = [];
  for (let from = start; from < end;) {
    const newline = text.lastIndexOf('\n', from + BLOCK_LENGTH);
    const isLast = end - from <= BLOCK_LENGTH;
    const to = isLast ? end : newline > from ? newline : from + BLOCK_LENGTH;
    blocks.push({ from, to });
    from = to;
  }
  return blocks;
}
