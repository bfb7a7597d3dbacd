import { maskText, type Severity, type TextDetection, type WatchContext } from '@glyphwatch/domain';
import { allowedBy } from '../gates/allow.ts';
import { wrongContext } from '../gates/context.ts';
import { boxOf, slantOf, textHeight } from '../gates/geometry.ts';
import { outsideRegion } from '../gates/region.ts';
import { firstStep, severityOf } from '../gates/severity.ts';
import { wordsOf, type Hit } from '../search/hit.ts';
import type { PhraseFinder } from '../search/phrases.ts';
import { countPlaces, resolveOverlaps, type PlaceIndex } from '../search/resolve.ts';
import { isLetterOrDigit, kindIn, traitsOf } from '../text/characters.ts';
import type { Page } from '../text/page.ts';
import { valuesOf, type CompiledRule } from './compiled-rule.ts';
import type { FoundByRule } from './find-hits.ts';

/** A reading below this is noise: neither a near miss nor evidence that a text is present. */
const MIN_CONFIDENCE = 0.5;
const UPRIGHT_DEGREES = 20;

/** One image as every rule sees it. */
export interface Scene {
  readonly page: Page;
  readonly context: WatchContext;
  readonly phrases: PhraseFinder;
  /** Places matched by ignore rules, with the rule's id; empty while the ignore rules themselves are judged. */
  readonly ignored: PlaceIndex<string>;
  /** Whether a word shows what a sensitive rule matched: masked in reports of all rules. */
  readonly isHidden: (word: number) => boolean;
  /** Whether it is secret to other rules, so that these may not even hint at it: each rule would hint at another part. */
  readonly isForeignSecret: (word: number) => boolean;
  readonly isRevealed: boolean;
}

/** Masks a value of the rule, or text that it found in these words, where the text is sensitive. */
export function maskerFor(
  { rule }: CompiledRule,
  scene: Scene,
  words: readonly number[] = [],
): (text: string) => string {
  if (scene.isRevealed) return (text) => text;
  if (words.some(scene.isForeignSecret)) return () => maskText('');
  const isHidden = rule.sensitive || words.some(scene.isHidden);
  return isHidden ? maskText : (text) => text;
}

type Gate =
  | 'tolerance'
  | 'confidence'
  | 'region'
  | 'height'
  | 'rotation'
  | 'allow'
  | 'ignore'
  | 'context'
  | 'count';

interface Failure {
  readonly gate: Gate;
  readonly reason: string;
  /** Too far off to be a near miss. */
  readonly isHopeless?: boolean;
}

export interface JudgedHit {
  readonly hit: Hit;
  readonly words: readonly number[];
  readonly confidence: number;
  readonly failures: readonly Failure[];
}

/** The outcome of one rule for one image. */
export interface Verdict {
  readonly judged: readonly JudgedHit[];
  readonly accepted: readonly JudgedHit[];
  /** Distinct places, over all values. */
  readonly count: number;
  /** Values without an accepted place, where mode `all` or kind `absent` needs them; else empty. */
  readonly missing: readonly string[];
  readonly isMatched: boolean;
  readonly severity: Severity | undefined;
  /** Why accepted places are not a match, or why an absence is not reported. */
  readonly obstacle?: string;
  /** Places were accepted, but not enough of them. */
  readonly isTooFew?: boolean;
}

export function judge(
  compiled: CompiledRule,
  { hits, limits, ranks }: FoundByRule,
  scene: Scene,
): Verdict {
  const { rule } = compiled;
  const judged = resolveOverlaps(hits, ranks).map((hit) => judgeHit(compiled, hit, scene));
  const accepted = judged.filter(({ failures }) => failures.length === 0);
  const count = countPlaces(accepted.map(({ hit }) => hit));
  const missing = missingOf(compiled, accepted);
  const obstacle = obstacleOf(compiled, count, missing, maskerFor(compiled, scene));
  const verdict = { judged, accepted, count, missing };
  if (rule.kind === 'absent') {
    return judgeAbsence(compiled, verdict, obstacle, limits.length > 0, scene);
  }
  if (obstacle !== undefined) {
    const isTooFew = count > 0 && count < leastCount(rule);
    return { ...verdict, isMatched: false, severity: undefined, obstacle, isTooFew };
  }
  return { ...verdict, isMatched: true, severity: severityOf(rule.severity, count) };
}

/** Not for every rule: a rule may have a million values. */
function missingOf(compiled: CompiledRule, accepted: readonly JudgedHit[]): readonly string[] {
  const { kind, match } = compiled.rule;
  if (kind !== 'absent' && match.mode !== 'all') return [];
  const found = new Set(accepted.map(({ hit }) => hit.value));
  return [...valuesOf(compiled)].filter((value) => !found.has(value));
}

function obstacleOf(
  { rule }: CompiledRule,
  count: number,
  missing: readonly string[],
  show: (text: string) => string,
): string | undefined {
  if (count === 0) return 'no place was accepted';
  if (rule.match.mode === 'all' && missing.length > 0) {
    return `not all values were found: ${missing.map((value) => `“${show(value)}”`).join(', ')} missing`;
  }
  const least = rule.kind === 'absent' ? rule.minOccurrences : leastCount(rule);
  return count < least ? `found in ${count} of at least ${least} places` : undefined;
}

function leastCount({ minOccurrences, severity }: CompiledRule['rule']): number {
  return Math.max(minOccurrences, firstStep(severity));
}

function judgeAbsence(
  { rule }: CompiledRule,
  verdict: Pick<Verdict, 'judged' | 'accepted' | 'count' | 'missing'>,
  obstacle: string | undefined,
  isSearchCutShort: boolean,
  { page }: Scene,
): Verdict {
  const none = { ...verdict, isMatched: false, severity: undefined };
  if (obstacle === undefined) return { ...none, obstacle: 'the text is present' };
  const unread = isSearchCutShort ? SEARCH_CUT_SHORT : unreadPart(page.detection);
  if (unread !== undefined) return { ...none, obstacle: unread };
  const words = countWords(page, rule.minConfidence, rule.minWords);
  if (words < rule.minWords) {
    return { ...none, obstacle: `only ${words} of at least ${rule.minWords} words were read well` };
  }
  const severity = severityOf(rule.severity, 1);
  if (!severity)
    return { ...none, obstacle: 'an absence counts as 1, below the first severity step' };
  return { ...verdict, isMatched: true, severity };
}

const SEARCH_CUT_SHORT = 'the search stopped before the end, and the text may be in the rest';

/** Why nothing can be said to be absent; `undefined` if all of the image was read. */
function unreadPart({ truncated, pageCount, pagesRead }: TextDetection): string | undefined {
  if (!truncated) return undefined;
  if (pageCount === undefined || pagesRead === undefined) {
    return 'not all of the image was read, and the text may be in the rest';
  }
  return `only ${pagesRead} of ${pageCount} pages were read whole, and the text may be in the rest`;
}

/** Counts words read with at least this confidence, and stops at `most`. */
function countWords({ words }: Page, minConfidence: number, most: number): number {
  let count = 0;
  for (let word = 0; word < words.count && count < most; word++) {
    const { text = '', confidence = 0 } = words.at(word) ?? {};
    if (confidence >= minConfidence && isWord(text)) count++;
  }
  return count;
}

function isWord(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (isLetterOrDigit(kindIn(traitsOf(text.codePointAt(at) ?? 0)))) return true;
  }
  return false;
}

function judgeHit(compiled: CompiledRule, hit: Hit, scene: Scene): JudgedHit {
  const { page } = scene;
  const words = wordsOf(page, hit.spans);
  const confidence = Math.min(1, ...words.map((word) => page.words.at(word)?.confidence ?? 0));
  const failures = [...cheapFailures(compiled, hit, words, confidence, page)];
  for (const costlyGate of [allowFailure, ignoreFailure, contextFailure]) {
    // Two failed gates rule out both a match and a near miss.
    if (failures.length > 1 || failures.some(({ isHopeless }) => isHopeless)) break;
    const failure = costlyGate(compiled, hit, scene);
    if (failure) failures.push(failure);
  }
  return { hit, words, confidence, failures };
}

function cheapFailures(
  { rule }: CompiledRule,
  { tooFar }: Hit,
  words: readonly number[],
  confidence: number,
  page: Page,
): readonly Failure[] {
  const failures: Failure[] = [];
  const fail = (gate: Gate, reason: string | undefined, isHopeless = false): void => {
    if (reason !== undefined)
      failures.push({ gate, reason, ...(isHopeless ? { isHopeless } : {}) });
  };
  fail('tolerance', tooFar);
  const least =
    rule.kind === 'absent' ? Math.min(MIN_CONFIDENCE, rule.minConfidence) : rule.minConfidence;
  if (confidence < least) {
    const reason = `confidence ${percent(confidence)} is below ${percent(least)}`;
    fail('confidence', reason, confidence < MIN_CONFIDENCE);
  }
  const isPlaced = rule.region.length > 0 || rule.minTextHeight > 0 || rule.rotation === 'upright';
  if (!isPlaced) return failures;
  // Only an expression finds text that goes on on another sheet; its place is where it begins.
  const sheet = page.sheetOf(words[0] ?? 0);
  const polygons = words.flatMap((word) => {
    const one = page.sheetOf(word) === sheet ? page.words.at(word) : undefined;
    return one ? [one.polygon] : [];
  });
  fail('region', outsideRegion(rule.region, boxOf(polygons)));
  const height = textHeight(polygons, sheet ?? {});
  if (height < rule.minTextHeight - ROUNDING) {
    fail(
      'height',
      `text height ${percent(height)} of the image is below ${percent(rule.minTextHeight)}`,
    );
  }
  const slant = Math.abs(slantOf(polygons, sheet ?? {}));
  if (rule.rotation === 'upright' && slant > UPRIGHT_DEGREES + ROUNDING) {
    fail('rotation', `rotated by ${Math.round(slant)}°; upright allows up to ${UPRIGHT_DEGREES}°`);
  }
  return failures;
}

/** So that a value exactly at a limit passes despite rounding. */
const ROUNDING = 1e-9;

/** Rounded down, so that what is below a limit looks so. */
function percent(share: number): string {
  return `${Math.floor(share * 1000 + ROUNDING) / 10}%`;
}

function allowFailure(compiled: CompiledRule, hit: Hit, scene: Scene): Failure | undefined {
  const show = maskerFor(compiled, scene);
  for (const entry of compiled.allow) {
    const reason = allowedBy(entry, hit, scene.page, scene.context, scene.phrases, show);
    if (reason !== undefined) return { gate: 'allow', reason: `allowed: ${reason}` };
  }
  return undefined;
}

function ignoreFailure({ rule }: CompiledRule, hit: Hit, scene: Scene): Failure | undefined {
  if (rule.kind === 'ignore') return undefined;
  const [ignoring] = [...scene.ignored.overlapping(hit)].sort();
  return ignoring === undefined
    ? undefined
    : { gate: 'ignore', reason: `ignored by the rule ${ignoring}` };
}

function contextFailure(compiled: CompiledRule, hit: Hit, scene: Scene): Failure | undefined {
  const { context } = compiled;
  const show = maskerFor(compiled, scene);
  const reason = context && wrongContext(context, hit, scene.page, scene.phrases, show);
  return reason === undefined ? undefined : { gate: 'context', reason };
}
