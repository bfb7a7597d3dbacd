import type { RE2JS } from 're2js';
import type { Check } from '../rule.ts';
import { isLetterOrDigit, kindIn, traitsOf } from '../text/characters.ts';
import type { Page } from '../text/page.ts';
import { LONGEST_CHECKED, wrongCheck } from './check-digits.ts';
import type { Span } from './hit.ts';
import { columnsOf } from './joined-lines.ts';

export interface Regex {
  readonly value: string;
  readonly expression: RE2JS;
  /** Line ends that a match may cross as if they were not there. */
  readonly joinLines: number;
  readonly check: Check | undefined;
}

/** A match, in the flow text. */
export interface Found {
  /** One for each line that was joined. */
  readonly spans: readonly Span[];
  /** Its check digit is wrong. */
  readonly tooFar?: string;
}

export function* matchesIn(
  text: string,
  { expression, check }: Regex,
): Generator<Span & Pick<Found, 'tooFar'>> {
  // `test` is ten times cheaper than `find`.
  if (!expression.test(text)) return;
  const matcher = expression.matcher(text);
  for (let isFound = matcher.find(); isFound;) {
    const [from, to] = [matcher.start(), matcher.end()];
    const tooFar = check && wrongCheck(check, text.slice(from, to));
    if (to > from) yield { from, to, ...(tooFar === undefined ? {} : { tooFar }) };
    const next = tooFar === undefined ? undefined : nextWord(text, from, to);
    isFound = next === undefined ? matcher.find() : matcher.find(next);
  }
}

/** Where a number with the right check digit may begin within one that has a wrong one, as in `1234 4111 1111 1111 1111`. */
function nextWord(text: string, from: number, to: number): number | undefined {
  if (to - from > LONGEST_CHECKED) return undefined;
  for (let at = from + 1; at < to; at++) {
    if (isOfWord(text, at) && !isOfWord(text, at - 1)) return at;
  }
  return undefined;
}

function isOfWord(text: string, at: number): boolean {
  return isLetterOrDigit(kindIn(traitsOf(text.charCodeAt(at))));
}

/** The lines of a range, without their line ends. */
export function linesIn(text: string, { from: start, to: end }: Span): readonly Span[] {
  const lines: Span[] = [];
  for (let from = start; from <= end;) {
    const newline = text.indexOf('\n', from);
    const to = newline < 0 || newline > end ? end : newline;
    lines.push({ from, to });
    from = to + 1;
  }
  return lines;
}

/**
 * What is found only when line ends are left out:
 *
 *     text     K e y : ␣ A K I A ⏎ 0 1 2 3
 *     joined   K e y : ␣ A K I A 0 1 2 3
 */
export function* joinedMatches(
  text: string,
  lines: readonly Span[],
  regex: Regex,
): Generator<Found> {
  const starts = [0];
  for (const { from, to } of lines) starts.push((starts.at(-1) ?? 0) + to - from);
  const joined = lines.map(({ from, to }) => text.slice(from, to)).join('');
  let first = 0;
  for (const { from, to, ...found } of matchesIn(joined, regex)) {
    // Matches begin in order, so no line is looked at twice.
    while ((starts[first + 1] ?? Infinity) <= from) first += 1;
    const spans: Span[] = [];
    for (let line = first; (starts[line] ?? Infinity) < to; line += 1) {
      const [start = 0, end = 0] = [starts[line], starts[line + 1]];
      const shift = (lines[line]?.from ?? 0) - start;
      const span = { from: Math.max(from, start) + shift, to: Math.min(to, end) + shift };
      if (span.from < span.to) spans.push(span);
    }
    if (spans.length > 1 && spans.length <= regex.joinLines + 1) yield { ...found, spans };
  }
}

/** What goes on in a line other than the next one that was read; after `most` characters, calls `stop` with the place. */
export function* columnMatches(
  page: Page,
  regex: Regex,
  most: number,
  stop: (at: number) => void,
): Generator<Found> {
  const { text, lineStart } = page.flow;
  let searched = 0;
  for (const numbers of columnsOf(page, regex.joinLines)) {
    const lines = numbers.map((line) => ({
      from: lineStart[line] ?? 0,
      to: (lineStart[line + 1] ?? 0) - 1,
    }));
    const [first] = lines;
    if (!first) continue;
    searched += lines.reduce((sum, { from, to }) => sum + to - from, 0);
    if (searched > most) return stop(first.from);
    for (const found of joinedMatches(text, lines, regex)) {
      if ((found.spans[0]?.from ?? 0) < first.to) yield found;
    }
  }
}
