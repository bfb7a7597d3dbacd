import type {
  NearMiss,
  RuleMatch,
  TextDetection,
  WatchContext,
  Watchlist,
  WatchOutcome,
} from '@glyphwatch/domain';
import { outsideScope } from '../gates/scope.ts';
import type { Rule, RuleSet } from '../rule.ts';
import { describeLimit } from '../search/limits.ts';
import { PhraseFinder } from '../search/phrases.ts';
import { PlaceIndex } from '../search/resolve.ts';
import { Page } from '../text/page.ts';
import { compileReplacements, type Replacer } from '../text/replace.ts';
import { compileRule, type CompiledRule } from './compiled-rule.ts';
import { explainVerdict, notEvaluated, type RuleReport } from './explain.ts';
import { findHitsByIndex, findHitsInTurn } from './find-hits.ts';
import type { FindHits, FoundByRule, HitsByRule } from './find-hits.ts';
import { judge, maskerFor, type Scene } from './judge.ts';
import { maskMatch } from './mask-match.ts';
import { ruleVersion, watchlistVersion } from './rule-version.ts';
import { toMatches, toNearMisses, toRuleMatch, type Secrets } from './to-outcome.ts';

export interface CompileOptions extends Secrets {
  /** `in-turn` tries each rule without an index: slow, but too simple to be wrong. Specs compare the two. */
  readonly search?: 'index' | 'in-turn';
}

export interface ExplainOptions {
  /** Do not mask what `sensitive` rules found. */
  readonly reveal?: boolean;
}

export interface CompiledWatchlist extends Watchlist {
  /** A report for each rule in file order, including disabled rules and rules out of scope. */
  explain(
    detection: TextDetection,
    context: WatchContext,
    options?: ExplainOptions,
  ): readonly RuleReport[];
}

/** Expensive: compile once, not once for each image. */
export function compileWatchlist(
  ruleSet: RuleSet,
  options: CompileOptions = {},
): CompiledWatchlist {
  return new IndexedWatchlist(ruleSet, options);
}

const NOTHING: FoundByRule = { hits: [], limits: [] };

class IndexedWatchlist implements CompiledWatchlist {
  readonly #ruleSet: RuleSet;
  readonly #rules: readonly CompiledRule[];
  readonly #findHits: FindHits;
  readonly #replacers: readonly Replacer[];
  readonly #secrets: Secrets;
  /** Rules that are judged even when nothing was found. */
  readonly #absent: readonly number[];
  readonly #versions = new Map<number, string>();
  #version: string | undefined;

  constructor(ruleSet: RuleSet, { search = 'index', ...secrets }: CompileOptions) {
    const enabled = ruleSet.rules.filter((rule) => rule.enabled);
    const rules = enabled.map((rule) => compileRule(rule, ruleSet.allow));
    this.#ruleSet = ruleSet;
    this.#rules = rules;
    this.#findHits = search === 'index' ? findHitsByIndex(rules) : findHitsInTurn(rules);
    this.#replacers = compileReplacements(ruleSet.replace);
    this.#secrets = secrets;
    this.#absent = rules.flatMap(({ rule }, index) => (rule.kind === 'absent' ? [index] : []));
  }

  get version(): string {
    return (this.#version ??= watchlistVersion(this.#ruleSet));
  }

  match(detection: TextDetection, context: WatchContext): WatchOutcome {
    const { scene, found } = this.#look(detection, context, false);
    const concerned = [...new Set([...found.keys(), ...this.#absent])].sort((a, b) => a - b);
    const ruleMatches: RuleMatch[] = [];
    const nearMisses: NearMiss[] = [];
    for (const index of concerned) {
      const compiled = this.#rules[index];
      if (!compiled || compiled.rule.kind === 'ignore' || !this.#isInScope(index, context))
        continue;
      const verdict = judge(compiled, found.get(index) ?? NOTHING, scene);
      const matches = toMatches(compiled, verdict, scene, this.#secrets);
      const ruleMatch = toRuleMatch(compiled, () => this.#versionOf(index), verdict, matches);
      if (ruleMatch) ruleMatches.push(ruleMatch);
      nearMisses.push(...toNearMisses(compiled, verdict, scene));
    }
    return { watchlistVersion: this.version, ruleMatches, nearMisses };
  }

  explain(
    detection: TextDetection,
    context: WatchContext,
    { reveal = false }: ExplainOptions = {},
  ): readonly RuleReport[] {
    const { scene, found } = this.#look(detection, context, reveal);
    let index = -1;
    return this.#ruleSet.rules.map((rule) => {
      if (!rule.enabled) return notEvaluated(rule.id, 'the rule is disabled');
      index++;
      const compiled = this.#rules[index];
      const outside = compiled && outsideScope(compiled.scope, context);
      if (!compiled || outside !== undefined) return notEvaluated(rule.id, outside ?? '');
      return this.#report(compiled, found.get(index) ?? NOTHING, scene);
    });
  }

  #report(compiled: CompiledRule, found: FoundByRule, scene: Scene): RuleReport {
    const verdict = judge(compiled, found, scene);
    const { isMatched, severity } = verdict;
    const show = maskerFor(compiled, scene);
    const described = found.limits.map((limit) => describeLimit(limit, show));
    const matches = toMatches(compiled, verdict, scene, this.#secrets);
    return {
      id: compiled.rule.id,
      matched: isMatched,
      ...(severity ? { severity } : {}),
      matches: matches.map((match, index) =>
        maskMatch(match, verdict.accepted[index]?.words ?? [], compiled, scene),
      ),
      nearMisses: toNearMisses(compiled, verdict, scene),
      limits: described,
      explanation: explainVerdict(compiled, verdict, scene, described),
    };
  }

  #look(
    detection: TextDetection,
    context: WatchContext,
    isRevealed: boolean,
  ): { scene: Scene; found: HitsByRule } {
    const page = new Page(detection, this.#replacers);
    const found = this.#findHits(page, (rule) => this.#isInScope(rule, context));
    const phrases = new PhraseFinder(page);
    const ignored = new PlaceIndex<string>();
    const hidden = new Set<number>();
    const scene = { page, context, phrases, isRevealed, ignored, hidden };
    for (const { rule, accepted } of this.#matched(found, scene, ({ kind }) => kind === 'ignore')) {
      for (const { hit } of accepted) ignored.add(hit, rule.id);
    }
    // What a sensitive rule matched is masked even in reports of other rules.
    const isSecret = ({ sensitive, kind }: Rule) => sensitive && kind === 'watch';
    for (const { accepted } of this.#matched(found, scene, isSecret)) {
      for (const { words } of accepted) for (const word of words) hidden.add(word);
    }
    return { scene, found };
  }

  #matched(found: HitsByRule, scene: Scene, wants: (rule: Rule) => boolean) {
    return [...found].flatMap(([index, one]) => {
      const compiled = this.#rules[index];
      if (!compiled || !wants(compiled.rule)) return [];
      const { isMatched, accepted } = judge(compiled, one, scene);
      return isMatched ? [{ rule: compiled.rule, accepted }] : [];
    });
  }

  #isInScope(index: number, context: WatchContext): boolean {
    const compiled = this.#rules[index];
    return compiled !== undefined && outsideScope(compiled.scope, context) === undefined;
  }

  #versionOf(index: number): string {
    let version = this.#versions.get(index);
    const rule = this.#rules[index]?.rule;
    if (version === undefined && rule) this.#versions.set(index, (version = ruleVersion(rule)));
    return version ?? '';
  }
}
