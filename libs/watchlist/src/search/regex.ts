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
/** About thirty thousand words; the rest is not searched. */
const MAX_SEARCHED = 12 * BLOCK_LENGTH;

export function compileRegex(value: string, { caseSensitive }: RuleMatching): Regex {
  const flags = RE2JS.MULTILINE | (caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  return { value, expression: RE2JS.compile(withoutCaptures(value.normalize('NFKC')), flags) };
}

export function readRegex(page: Page, { value, expression }: Regex): Findings {
  const hits: Hit[] = [];
  const { text: all } = page.flow;
  const limits: Limit[] =
    all.length > MAX_SEARCHED
      ? [{ kind: 'characters', searched: MAX_SEARCHED, all: all.length }]
      : [];
  for (const block of blocksOf(page.flow.text)) {
    const text = page.flow.text.slice(block.from, block.to);
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

function blocksOf(whole: string): readonly Span[] {
  const text = whole.slice(0, MAX_SEARCHED);
  const blocks: Span[] = [];
  for (let from = 0; from < text.length;) {
    const newline = text.lastIndexOf('\n', from + BLOCK_LENGTH);
    const isLast = text.length - from <= BLOCK_LENGTH;
    const to = isLast ? text.length : newline > from ? newline : from + BLOCK_LENGTH;
    blocks.push({ from, to });
    from = to;
  }
  return blocks;
}
