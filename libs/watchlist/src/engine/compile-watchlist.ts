import type {
  NearMiss,
  RuleMatch,
  TextDetection,
  WatchContext,
  Watchlist,
  WatchOutcome,
} from '@glyphwatch/domain';
import { outsideScope } from '../gates/scope.ts';
import type { RuleSet } from '../rule.ts';
import type { Hit } from '../search/hit.ts';
import { PhraseFinder } from '../search/phrases.ts';
import { PlaceIndex } from '../search/resolve.ts';
import { Page } from '../text/page.ts';
import { compileReplacements, type Replacer } from '../text/replace.ts';
import { compileRule, type CompiledRule } from './compiled-rule.ts';
import { explainVerdict, notEvaluated, showerOf, type RuleReport } from './explain.ts';
import { findHitsByIndex, findHitsInTurn, type FindHits, type HitsByRule } from './find-hits.ts';
import { judge, type Scene, type Verdict } from './judge.ts';
import { ruleVersion, watchlistVersion } from './rule-version.ts';
import { toMatches, toNearMisses, toRuleMatch, type Secrets } from './to-outcome.ts';

export interface CompileOptions extends Secrets {
  /** `in-turn` asks every rule by itself: slow, but too simple to be wrong. Both give the same outcome. */
  readonly search?: 'index' | 'in-turn';
}

export interface ExplainOptions {
  /** Show what `sensitive` rules found. */
  readonly reveal?: boolean;
}

export interface CompiledWatchlist extends Watchlist {
  /** What every rule made of the text, in file order; the disabled and those out of scope, too. */
  explain(
    detection: TextDetection,
    context: WatchContext,
    options?: ExplainOptions,
  ): readonly RuleReport[];
}

/** Makes a rule set ready to be matched; worth doing once, not for each image. */
export function compileWatchlist(
  ruleSet: RuleSet,
  { search = 'index', ...secrets }: CompileOptions = {},
): CompiledWatchlist {
  const enabled = ruleSet.rules.filter((rule) => rule.enabled);
  const rules = enabled.map((rule) => compileRule(rule, ruleSet.allow));
  const findHits = search === 'index' ? findHitsByIndex(rules) : findHitsInTurn(rules);
  const replacers = compileReplacements(ruleSet.replace);
  return new IndexedWatchlist(ruleSet, rules, findHits, replacers, secrets);
}

class IndexedWatchlist implements CompiledWatchlist {
  readonly #ruleSet: RuleSet;
  readonly #rules: readonly CompiledRule[];
  readonly #findHits: FindHits;
  readonly #replacers: readonly Replacer[];
  readonly #secrets: Secrets;
  /** Rules that have a say even where nothing was found. */
  readonly #absent: readonly number[];
  readonly #versions = new Map<number, string>();
  #version: string | undefined;

  constructor(
    ruleSet: RuleSet,
    rules: readonly CompiledRule[],
    findHits: FindHits,
    replacers: readonly Replacer[],
    secrets: Secrets,
  ) {
    this.#ruleSet = ruleSet;
    this.#rules = rules;
    this.#findHits = findHits;
    this.#replacers = replacers;
    this.#secrets = secrets;
    this.#absent = rules.flatMap(({ rule }, index) => (rule.kind === 'absent' ? [index] : []));
  }

  get version(): string {
    return (this.#version ??= watchlistVersion(this.#ruleSet));
  }

  match(detection: TextDetection, context: WatchContext): WatchOutcome {
    const { scene, hits } = this.#look(detection, context);
    const concerned = [...new Set([...hits.keys(), ...this.#absent])].sort((a, b) => a - b);
    const ruleMatches: RuleMatch[] = [];
    const nearMisses: NearMiss[] = [];
    for (const index of concerned) {
      const compiled = this.#rules[index];
      if (!compiled || compiled.rule.kind === 'ignore' || !this.#isInScope(index, context))
        continue;
      const verdict = judge(compiled, hits.get(index) ?? [], scene);
      const matches = toMatches(compiled, verdict, scene, this.#secrets);
      const ruleMatch = toRuleMatch(compiled, () => this.#versionOf(index), verdict, matches);
      if (ruleMatch) ruleMatches.push(ruleMatch);
      const show = showerOf(compiled.rule.sensitive);
      nearMisses.push(...toNearMisses(compiled, verdict, scene, show));
    }
    return { watchlistVersion: this.version, ruleMatches, nearMisses };
  }

  explain(
    detection: TextDetection,
    context: WatchContext,
    { reveal = false }: ExplainOptions = {},
  ): readonly RuleReport[] {
    const { scene, hits } = this.#look(detection, context);
    let index = -1;
    return this.#ruleSet.rules.map((rule) => {
      if (!rule.enabled) return notEvaluated(rule.id, 'the rule is disabled');
      index++;
      const compiled = this.#rules[index];
      const outside = compiled && outsideScope(compiled.scope, context);
      if (!compiled || outside !== undefined) return notEvaluated(rule.id, outside ?? '');
      const verdict = judge(compiled, hits.get(index) ?? [], scene);
      return this.#report(compiled, verdict, scene, rule.sensitive && !reveal);
    });
  }

  #report(compiled: CompiledRule, verdict: Verdict, scene: Scene, isMasked: boolean): RuleReport {
    const { isMatched, severity } = verdict;
    const show = showerOf(isMasked);
    const matches = toMatches(compiled, verdict, scene, this.#secrets);
    return {
      id: compiled.rule.id,
      matched: isMatched,
      ...(severity ? { severity } : {}),
      matches: matches.map((match) => ({
        ...match,
        text: show(match.text),
        context: show(match.context),
      })),
      nearMisses: toNearMisses(compiled, verdict, scene, show),
      explanation: explainVerdict(compiled, verdict, scene, show),
    };
  }

  #look(detection: TextDetection, context: WatchContext): { scene: Scene; hits: HitsByRule } {
    const page = new Page(detection, this.#replacers);
    const hits = this.#findHits(page, (rule) => this.#isInScope(rule, context));
    const phrases = new PhraseFinder(page);
    const scene = { page, context, phrases, ignored: new PlaceIndex<string>() };
    return { scene: { ...scene, ignored: this.#ignoredIn(hits, scene) }, hits };
  }

  #ignoredIn(hits: ReadonlyMap<number, readonly Hit[]>, scene: Scene): PlaceIndex<string> {
    const ignored = new PlaceIndex<string>();
    for (const [index, found] of hits) {
      const compiled = this.#rules[index];
      if (compiled?.rule.kind !== 'ignore') continue;
      const verdict = judge(compiled, found, scene);
      if (!verdict.isMatched) continue;
      for (const { hit } of verdict.accepted) ignored.add(hit, compiled.rule.id);
    }
    return ignored;
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
