import { RE2JS } from 're2js';
import type { Check, ValueMatching } from '../rule.ts';
import type { Page } from '../text/page.ts';
import { isLetterOrDigit, kindIn, traitsOf } from '../text/characters.ts';
import { LONGEST_CHECKED, MAX_WRONG, wrongCheck } from './check-digits.ts';
import type { Findings, Hit, Span } from './hit.ts';
import { MAX_PLACES, type Limit } from './limits.ts';

export interface Regex {
  readonly value: string;
  readonly expression: RE2JS;
  /** Line ends that a match may cross as if they were not there. */
  readonly joinLines: number;
  readonly check: Check | undefined;
}

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
  let wrong = 0;
  const { text: all } = page.flow;
  const spans = searchedSpans(page);
  const searched = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const limits: Limit[] =
    searched < all.length ? [{ kind: 'characters', searched, all: all.length }] : [];
  for (const block of spans.flatMap((span) => blocksOf(all, span))) {
    const text = all.slice(block.from, block.to);
    for (const found of [matchesIn(text, regex), joinedMatchesIn(text, regex)]) {
      for (const { spans, tooFar } of found) {
        if (hits.length >= MAX_PLACES) {
          return { hits, limits: [...limits, { kind: 'places', value: regex.value }] };
        }
        const inFlow = spans.map(({ from, to }) => ({
          from: block.from + from,
          to: block.from + to,
        }));
        if (spans.length > 1 && crossesSheets(page, inFlow)) continue;
        if (tooFar !== undefined && wrong++ >= MAX_WRONG) continue;
        hits.push({
          value: regex.value,
          spans: inFlow,
          edits: 0,
          folds: 0,
          folded: [],
          via: 'exact',
          ...(tooFar === undefined ? {} : { tooFar }),
        });
      }
    }
  }
  return { hits, limits };
}

function crossesSheets({ flow, sheets }: Page, spans: readonly Span[]): boolean {
  const [from = 0, to = 0] = [spans[0]?.from, spans.at(-1)?.to];
  return sheets.some(({ firstLine }) => {
    const start = flow.lineStart[firstLine] ?? 0;
    return start > from && start < to;
  });
}

interface Found {
  /** One for each line. */
  readonly spans: readonly Span[];
  /** Its check digit is wrong. */
  readonly tooFar?: string;
}

function* matchesIn(text: string, { expression, check }: Regex): Generator<Found> {
  // `test` is ten times cheaper than `find`.
  if (!expression.test(text)) return;
  const matcher = expression.matcher(text);
  for (let isFound = matcher.find(); isFound;) {
    const [from, to] = [matcher.start(), matcher.end()];
    const tooFar = check && wrongCheck(check, text.slice(from, to));
    if (to > from) yield { spans: [{ from, to }], ...(tooFar === undefined ? {} : { tooFar }) };
    const next = tooFar === undefined ? undefined : nextWord(text, from, to);
    isFound = next === undefined ? matcher.find() : matcher.find(next);
  }
}

/** Where a number with the right check digit may begin within one that has a wrong one, as in `1234 4111 1111 1111 1111`. */
function nextWord(text: string, from: number, to: number): number | undefined {
  if (to - from > LONGEST_CHECKED) return undefined;
  for (let at = from + 1; at < to; at++)
    if (isOfWord(text, at) && !isOfWord(text, at - 1)) return at;
  return undefined;
}

function isOfWord(text: string, at: number): boolean {
  return isLetterOrDigit(kindIn(traitsOf(text.charCodeAt(at))));
}

/**
 * What is found only when line ends are left out, one span for each line:
 *
 *     text     K e y : ␣ A K I A ⏎ 0 1 2 3
 *     joined   K e y : ␣ A K I A 0 1 2 3
 */
function* joinedMatchesIn(text: string, regex: Regex): Generator<Found> {
  if (regex.joinLines === 0) return;
  const lines = text.split('\n');
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  let first = 0;
  for (const found of matchesIn(lines.join(''), regex)) {
    const [match] = found.spans;
    if (!match) continue;
    // Matches begin in order, so no line is looked at twice.
    while ((starts[first + 1] ?? Infinity) <= match.from) first += 1;
    const spans: Span[] = [];
    for (let line = first; (starts[line] ?? Infinity) < match.to; line += 1) {
      const from = Math.max(match.from, starts[line] ?? 0);
      const to = Math.min(match.to, starts[line + 1] ?? 0);
      // Each line before it has left out one line end.
      if (from < to) spans.push({ from: from + line, to: to + line });
    }
    if (spans.length > 1 && spans.length <= regex.joinLines + 1) yield { ...found, spans };
  }
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
