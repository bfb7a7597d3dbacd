import { createHmac } from 'node:crypto';
import type { Match, NearMiss, RuleMatch } from '@glyphwatch/domain';
import { linesOf, rawTextOf } from '../search/hit.ts';
import { foldCase } from '../text/characters.ts';
import { normalise } from '../text/normalise.ts';
import { valuesOf, type CompiledRule } from './compiled-rule.ts';
import type { FoundByRule } from './find-hits.ts';
import { maskerFor, type JudgedHit, type Scene, type Verdict } from './judge.ts';
import { digest } from './rule-version.ts';

/** More near misses of one rule in one image add no information. */
const MAX_NEAR_MISSES = 20;
const COST_OF_FOLD = 0.05;
const COST_OF_EDIT = 0.15;

/** What is known only where the rules are used. */
export interface Circumstances {
  /** Of quiet hours that name none; default: this machine's. */
  readonly zone?: string | undefined;
  /** Key of the HMACs that a match of a `sensitive` rule carries. */
  readonly hashKey?: string | undefined;
}

export function toRuleMatch(
  { rule, version }: CompiledRule,
  verdict: Verdict,
  matches: readonly Match[],
  hides: RuleMatch['hides'],
): RuleMatch | undefined {
  if (!verdict.isMatched || !verdict.severity || rule.kind === 'ignore') return undefined;
  const { id, description, kind, sensitive, channels, tags } = rule;
  return {
    ruleId: id,
    ruleVersion: version(),
    ...(description === undefined ? {} : { description }),
    kind,
    severity: verdict.severity,
    sensitive,
    channels,
    tags,
    matches,
    ...(sensitive && hides !== undefined ? { hides } : {}),
  };
}

/** See `RuleMatch`. */
export function hiddenBeside(
  { judged }: Verdict,
  { limits }: FoundByRule,
  { page }: Scene,
): RuleMatch['hides'] {
  if (limits.length > 0) return 'everything';
  const near = judged.filter(({ failures }) => failures.length > 0 && !failures.some(isMeant));
  const places = [...new Set(near.flatMap(({ words }) => words))].map(
    (word) => [page.words.lineOf(word), page.words.indexInLine(word) ?? 0] as const,
  );
  return places.length === 0 ? undefined : places;
}

/** Whoever wrote the rules said that this is no secret. */
function isMeant({ gate }: JudgedHit['failures'][number]): boolean {
  return gate === 'allow' || gate === 'ignore';
}

export function toMatches(
  compiled: CompiledRule,
  verdict: Verdict,
  scene: Scene,
  circumstances: Circumstances,
): readonly Match[] {
  if (!verdict.isMatched) return [];
  if (compiled.rule.kind === 'absent') return [absence(compiled, verdict, scene, circumstances)];
  return verdict.accepted.map((judged) => toMatch(compiled, judged, scene, circumstances));
}

function toMatch(
  { rule }: CompiledRule,
  { hit, words, confidence }: JudgedHit,
  scene: Scene,
  { hashKey }: Circumstances,
): Match {
  const { page } = scene;
  const lines = linesOf(page, words);
  const sheet = page.sheetOf(words[0] ?? 0)?.number;
  const { text, foldedPositions } = rawTextOf(page, hit);
  const { value, via, edits, folds, joined, ambiguous } = hit;
  const located = words.flatMap((word) => {
    const index = page.words.indexInLine(word);
    const polygon = page.words.at(word)?.polygon;
    return index !== undefined && polygon
      ? [{ word, line: page.words.lineOf(word), index, polygon }]
      : [];
  });
  const polygonPages = located.map(({ word }) => page.sheetOf(word)?.number ?? 1);
  const isOnOnePage = new Set(polygonPages).size < 2;
  const isHashed = rule.sensitive && hashKey !== undefined;
  return {
    value,
    text,
    via,
    foldedPositions,
    edits,
    confidence,
    score: Math.max(0, confidence * (1 - COST_OF_FOLD * folds - COST_OF_EDIT * edits)),
    lines: lines.map((line) => line + 1),
    ...(sheet === undefined ? {} : { page: sheet }),
    words: located.map(({ line, index }) => [line, index] as const),
    polygons: located.map(({ polygon }) => polygon),
    ...(isOnOnePage ? {} : { polygonPages }),
    context: lines.map((line) => page.detection.lines[line]?.text ?? '').join('\n'),
    ...(joined ? { joined } : {}),
    ...(ambiguous ? { ambiguous } : {}),
    fingerprint: fingerprintOf(scene, rule, text, { hashKey }),
    ...(isHashed ? { keyedHash: createHmac('sha256', hashKey).update(text).digest('hex') } : {}),
  };
}

/** One match for the whole rule: several missing values are still one absence. */
function absence(
  compiled: CompiledRule,
  { missing }: Verdict,
  scene: Scene,
  circumstances: Circumstances,
): Match {
  const { rule } = compiled;
  const values = missing.length > 0 ? missing : [...valuesOf(compiled)];
  const value = values.join(' | ');
  return {
    value,
    text: '',
    via: 'exact',
    foldedPositions: [],
    edits: 0,
    confidence: 1,
    score: 1,
    lines: [],
    words: [],
    polygons: [],
    context: '',
    fingerprint: fingerprintOf(scene, rule, value, circumstances),
  };
}

/**
 * The same text with other spacing, case or punctuation has the same fingerprint. Whoever knows the image's version could try
 * all short circumstances, so that of a sensitive match needs the key, too, where there is one.
 */
function fingerprintOf(
  { context }: Scene,
  { id, sensitive }: CompiledRule['rule'],
  text: string,
  { hashKey }: Circumstances,
): string {
  const canonicalText = foldCase(normalise(text)).replace(/[^\p{L}\p{M}\p{N}]/gu, '');
  const fingerprint = digest(context.imageVersion ?? '', id, canonicalText);
  if (!sensitive || hashKey === undefined) return fingerprint;
  return createHmac('sha256', hashKey)
    .update(fingerprint)
    .digest('hex')
    .slice(0, fingerprint.length);
}

/** Places that failed exactly one gate, and accepted places when there were too few for a match. */
export function toNearMisses(
  compiled: CompiledRule,
  verdict: Verdict,
  scene: Scene,
): readonly NearMiss[] {
  const { rule } = compiled;
  const near = verdict.judged.flatMap((judged) => {
    const reason = nearReason(judged, verdict);
    return reason === undefined ? [] : [{ ...judged, reason }];
  });
  return near.slice(0, MAX_NEAR_MISSES).map(({ hit, words, confidence, reason }) => {
    const { text } = rawTextOf(scene.page, hit);
    const showValue = maskerFor(compiled, scene);
    return {
      ruleId: rule.id,
      value: showValue(hit.value),
      text: maskerFor(compiled, scene, words)(text),
      reason,
      confidence,
      sensitive: rule.sensitive,
    };
  });
}

function nearReason({ failures }: JudgedHit, verdict: Verdict): string | undefined {
  const [failure, another] = failures;
  if (failure) return another || failure.isHopeless ? undefined : failure.reason;
  return verdict.isTooFew ? verdict.obstacle : undefined;
}
