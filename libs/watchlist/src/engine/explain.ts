import { type Match, type NearMiss, type Severity, showConfidence } from '@glyphwatch/domain';
import { linesOf, rawTextOf, type Hit } from '../search/hit.ts';
import { compileValue, count, type SearchedValue } from '../search/search-value.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { maskerFor, type JudgedHit, type Scene, type Verdict } from './judge.ts';

/** Why one rule did or did not match one image, gate by gate. */
export interface RuleReport {
  readonly id: string;
  readonly matched: boolean;
  readonly severity?: Severity;
  readonly matches: readonly Match[];
  readonly nearMisses: readonly NearMiss[];
  /** Why the search stopped before the end of the text, if it did: there may be more matches. */
  readonly limits: readonly string[];
  readonly explanation: readonly string[];
}

const MAX_EXPLAINED = 50;

export function notEvaluated(id: string, reason: string): RuleReport {
  return {
    id,
    matched: false,
    matches: [],
    nearMisses: [],
    limits: [],
    explanation: [`not evaluated: ${reason}`],
  };
}

export function explainVerdict(
  compiled: CompiledRule,
  verdict: Verdict,
  scene: Scene,
  limits: readonly string[],
): readonly string[] {
  const { judged } = verdict;
  const show = maskerFor(compiled, scene);
  const shown = judged.slice(0, MAX_EXPLAINED).map((one) => explainHit(compiled, one, scene));
  const hidden = judged.length - shown.length;
  return [
    ...explainScope(compiled, scene),
    ...explainReplacements(compiled, scene),
    explainSearch(compiled, judged.length),
    ...shown,
    ...(hidden > 0 ? [`and ${hidden} more places`] : []),
    ...limits.map((limit) => `limit: ${limit}`),
    conclusion(compiled, verdict, show),
  ];
}

function explainScope({ rule }: CompiledRule, { context }: Scene): readonly string[] {
  const { buckets, keys, excludeKeys } = rule.scope;
  if (buckets.length + keys.length + excludeKeys.length === 0) return [];
  const unknown = [
    ...(context.bucket === undefined && buckets.length > 0 ? ['bucket'] : []),
    ...(context.key === undefined && keys.length + excludeKeys.length > 0 ? ['key'] : []),
  ];
  if (unknown.length === 0) return ['scope: the image is inside'];
  return [`scope: assumed to match, because no ${unknown.join(' or ')} is given`];
}

function explainReplacements(compiled: CompiledRule, scene: Scene): readonly string[] {
  const { words, flow } = scene.page;
  return flow.replaced.slice(0, MAX_EXPLAINED).map(({ line, before, after }) => {
    const inLine = words.inLine(line).map((_, index) => (words.first[line] ?? 0) + index);
    const show = maskerFor(compiled, scene, inLine);
    return `replace: line ${line + 1} “${show(before)}” is matched as “${show(after)}”`;
  });
}

function explainSearch({ rule, values }: CompiledRule, places: number): string {
  const { mode, tolerance, check } = rule.match;
  const how = mode === 'regex' ? 'as regular expressions' : `with tolerance ${tolerance}`;
  const one = values.count === 1 ? budgetsOf(compileValue(values.at(0), rule.match)) : '';
  return `looked for ${count(values.count, 'value')} (${mode}) ${how}${one}${check ? `, check: ${check}` : ''}: ${count(places, 'place')}`;
}

function budgetsOf(searched: SearchedValue): string {
  if (searched.kind === 'regex') return '';
  if (searched.kind === 'pattern') {
    const { folds, classFolds } = searched.pattern;
    const elsewhere = classFolds === 0 ? '' : ` and ${classFolds} elsewhere`;
    return `, at most ${count(folds, 'look-alike')} in its fixed part${elsewhere}`;
  }
  const { folds, edits, mayBeCut } = searched.literal;
  const budgets = [
    count(folds, 'look-alike'),
    ...(edits > 0 ? [count(edits, 'edit')] : []),
    ...(mayBeCut ? ['one word cut in two'] : []),
  ];
  return `, at most ${budgets.join(' or ')}`;
}

function explainHit(
  compiled: CompiledRule,
  { hit, words, confidence, failures }: JudgedHit,
  scene: Scene,
): string {
  const show = maskerFor(compiled, scene);
  const showText = maskerFor(compiled, scene, words);
  const { text } = rawTextOf(scene.page, hit);
  const lines = linesOf(scene.page, words).map((line) => line + 1);
  const sheet = scene.page.sheetOf(words[0] ?? 0)?.number;
  const onPage = sheet === undefined ? '' : ` (page ${sheet})`;
  const where = `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}${onPage}`;
  const verdict =
    failures.length === 0
      ? 'accepted'
      : `rejected: ${failures.map(({ reason }) => reason).join('; ')}`;
  const sure = `confidence ${showConfidence(confidence)}`;
  return `“${showText(text)}” on ${where}, ${readAs(hit, show)}, ${sure}: ${verdict}`;
}

function readAs(
  { value, edits, folds, via, joined, ambiguous }: Hit,
  show: (text: string) => string,
): string {
  const notes = [
    ...(edits > 0 ? [count(edits, 'edit')] : []),
    ...(folds > 0 ? [count(folds, 'look-alike')] : []),
    ...(via === 'obfuscated' ? ['letters repeated, set apart or replaced'] : []),
    ...(joined === 'glued' ? ['words glued together'] : []),
    ...(joined === 'hyphen' ? ['a word hyphenated at a line end'] : []),
    ...(joined === 'cut' ? ['a word cut in two'] : []),
    ...(ambiguous ? ['another value is equally close'] : []),
  ];
  const sought = show(value);
  return notes.length === 0 ? `exactly “${sought}”` : `for “${sought}” with ${notes.join(', ')}`;
}

function conclusion(
  { rule }: CompiledRule,
  { count: found, isMatched, severity, obstacle, missing }: Verdict,
  show: (text: string) => string,
): string {
  const places = count(found, 'place');
  if (!isMatched) return `no match: ${obstacle ?? 'no place was accepted'}`;
  if (rule.kind === 'ignore')
    return `ignores ${places}: other rules do not see them, and no notification is sent`;
  if (rule.kind === 'absent') {
    return `match: ${missing.map((value) => `“${show(value)}”`).join(', ')} is missing, severity ${severity ?? ''}`;
  }
  return `match: ${places}, severity ${severity ?? ''}`;
}
