import { RE2JS } from 're2js';
import type { RuleMatching } from '../rule.ts';
import type { Page } from '../text/page.ts';
import type { Findings, Hit, Span } from './hit.ts';
import { MAX_PLACES, type Limit } from './limits.ts';

export interface Regex {
  readonly value: string;
  readonly expression: RE2JS;
}

/**
 * Very long text is searched in blocks of whole lines: finding every match can take quadratic time even on a linear-time
 * engine. A match does not cross from block to block.
 */
const BLOCK_LENGTH = 16_384;
/** About thirty thousand words; the rest of a sheet is not searched. */
const MAX_SEARCHED = 12 * BLOCK_LENGTH;

export function compileRegex(value: string, { caseSensitive }: RuleMatching): Regex {
  const flags = RE2JS.MULTILINE | (caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  return { value, expression: RE2JS.compile(withoutCaptures(value.normalize('NFKC')), flags) };
}

export function readRegex(page: Page, { value, expression }: Regex): Findings {
  const hits: Hit[] = [];
  const { text: all } = page.flow;
  const spans = searchedSpans(page);
  const searched = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const limits: Limit[] =
    searched < all.length ? [{ kind: 'characters', searched, all: all.length }] : [];
  for (const block of spans.flatMap((span) => blocksOf(all, span))) {
    const text = all.slice(block.from, block.to);
    // `test` is ten times cheaper than `find`.
    if (!expression.test(text)) continue;
    const matcher = expression.matcher(text);
    while (matcher.find()) {
      if (hits.length >= MAX_PLACES) {
        return { hits, limits: [...limits, { kind: 'places', value }] };
      }
      const span = { from: block.from + matcher.start(), to: block.from + matcher.end() };
      if (span.to === span.from) continue;
      const spans = [span];
      hits.push({ value, spans, edits: 0, folds: 0, folded: [], via: 'exact' });
    }
  }
  return { hits, limits };
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
