import {
  hiddenText,
  type NearMiss,
  type RuleMatch,
  type RuleTelling,
  type TextDetection,
  type WatchContext,
  type Watchlist,
  type WatchOutcome,
} from '@glyphwatch/domain';
import { outsideScope } from '../gates/scope.ts';
import type { Replacement, TellingWishes } from '../rule.ts';
import { describeLimit } from '../search/limits.ts';
import { PhraseFinder } from '../search/phrases.ts';
import { PlaceIndex } from '../search/resolve.ts';
import { Page } from '../text/page.ts';
import { compileReplacements, type Replacer } from '../text/replace.ts';
import type { CompiledRule, CompiledRules } from './compiled-rule.ts';
import { explainVerdict, notEvaluated, type RuleReport } from './explain.ts';
import type { FindHits, FoundByRule, HitsByRule } from './find-hits.ts';
import { judge, maskerFor, type Scene } from './judge.ts';
import { maskMatch } from './mask-match.ts';
import { digest } from './rule-version.ts';
import {
  hiddenBeside,
  toMatches,
  toNearMisses,
  toRuleMatch,
  type Circumstances,
} from './to-outcome.ts';

export interface ExplainOptions {
  /** Do not mask what `sensitive` rules found. */
  readonly reveal?: boolean;
  /** What other rules found in this text, those in force: what is secret to them is masked, too. */
  readonly known?: readonly RuleMatch[];
}

export interface CompiledWatchlist extends Watchlist {
  /** A report for each rule in file order, including disabled rules and rules out of scope. */
  explain(
    detection: TextDetection,
    context: WatchContext,
    options?: ExplainOptions,
  ): readonly RuleReport[];
}

/** What a watchlist consists of, wherever it comes from. */
export interface WatchlistParts {
  readonly rules: CompiledRules;
  readonly findHits: FindHits;
  /** Rules that are judged even when nothing was found. */
  readonly absent: Iterable<number>;
  readonly replace: readonly Replacement[];
  readonly version: string;
}

const NOTHING: FoundByRule = { hits: [], limits: [], ranks: new Map() };

export class RuleWatchlist implements CompiledWatchlist {
  readonly #parts: WatchlistParts;
  readonly #circumstances: Circumstances;
  readonly #replacers: readonly Replacer[];
  #wishes: ReadonlyMap<string, TellingWishes> | undefined;
  #tellingVersion: string | undefined;

  constructor(parts: WatchlistParts, circumstances: Circumstances) {
    this.#parts = parts;
    this.#circumstances = circumstances;
    this.#replacers = compileReplacements(parts.replace);
  }

  readonly telling = (ruleId: string): RuleTelling | undefined => {
    const { quietHours, ...others } = this.#allWishes().get(ruleId) ?? {};
    const zone = this.#zone();
    const wishes = { ...others, ...(quietHours ? { quietHours: { zone, ...quietHours } } : {}) };
    return Object.keys(wishes).length > 0 ? wishes : undefined;
  };

  get tellingVersion(): string {
    this.#tellingVersion ??= digest(
      this.#zone(),
      ...[...this.#allWishes()].map((one) => JSON.stringify(one)).sort(),
    );
    return this.#tellingVersion;
  }

  #allWishes(): ReadonlyMap<string, TellingWishes> {
    this.#wishes ??= this.#parts.rules.wishes();
    return this.#wishes;
  }

  #zone(): string {
    return this.#circumstances.zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  get version(): string {
    return this.#parts.version;
  }

  match(detection: TextDetection, context: WatchContext): WatchOutcome {
    const { scene, found } = this.#look(detection, context, false);
    const { rules, absent } = this.#parts;
    const concerned = [...new Set([...found.keys(), ...absent])].sort((a, b) => a - b);
    const ruleMatches: RuleMatch[] = [];
    const nearMisses: NearMiss[] = [];
    for (const index of concerned) {
      const compiled = rules.at(index);
      if (compiled.rule.kind === 'ignore' || !this.#isInScope(index, context)) continue;
      const { verdict, ruleMatch } = this.#match(compiled, found.get(index) ?? NOTHING, scene);
      if (ruleMatch) ruleMatches.push(ruleMatch);
      nearMisses.push(...toNearMisses(compiled, verdict, scene));
    }
    return { watchlistVersion: this.version, ruleMatches, nearMisses };
  }

  explain(
    detection: TextDetection,
    context: WatchContext,
    { reveal = false, known = [] }: ExplainOptions = {},
  ): readonly RuleReport[] {
    const { scene, found } = this.#look(detection, context, reveal, known);
    const { rules } = this.#parts;
    return Array.from({ length: rules.count }, (_, index) => {
      const compiled = rules.at(index);
      const { id, enabled } = compiled.rule;
      if (!enabled) return notEvaluated(id, 'the rule is disabled');
      const outside = outsideScope(compiled.scope, context);
      if (outside !== undefined) return notEvaluated(id, outside);
      return this.#report(compiled, found.get(index) ?? NOTHING, scene);
    });
  }

  #report(compiled: CompiledRule, found: FoundByRule, scene: Scene): RuleReport {
    const verdict = judge(compiled, found, scene);
    const { isMatched, severity } = verdict;
    const show = maskerFor(compiled, scene);
    const described = found.limits.map((limit) => describeLimit(limit, show));
    const matches = toMatches(compiled, verdict, scene, this.#circumstances);
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
    known: readonly RuleMatch[] = [],
  ): { scene: Scene; found: HitsByRule } {
    const page = new Page(detection, this.#replacers);
    const found = this.#parts.findHits(page, (rule) => this.#isInScope(rule, context));
    const phrases = new PhraseFinder(page);
    const ignored = new PlaceIndex<string>();
    const isForeignSecret = wordsIn(page, known);
    const scene: Scene = {
      ...{ page, context, phrases, isRevealed, ignored, isForeignSecret },
      isHidden: isForeignSecret,
    };
    for (const [index, one] of found) {
      const compiled = this.#parts.rules.at(index);
      if (compiled.rule.kind !== 'ignore') continue;
      const { isMatched, accepted } = judge(compiled, one, scene);
      if (isMatched) for (const { hit } of accepted) ignored.add(hit, compiled.rule.id);
    }
    return { scene: { ...scene, isHidden: this.#hiddenIn(scene, found) }, found };
  }

  /** What a sensitive rule matched is masked even in reports of other rules. */
  #hiddenIn(scene: Scene, found: HitsByRule): Scene['isHidden'] {
    const secret = [...found].flatMap(([index, one]) => {
      const compiled = this.#parts.rules.at(index);
      const { sensitive, kind } = compiled.rule;
      return sensitive && kind === 'watch'
        ? (this.#match(compiled, one, scene).ruleMatch ?? [])
        : [];
    });
    const isSecret = wordsIn(scene.page, secret);
    return (word) => scene.isForeignSecret(word) || isSecret(word);
  }

  #match(compiled: CompiledRule, found: FoundByRule, scene: Scene) {
    const verdict = judge(compiled, found, scene);
    const matches = toMatches(compiled, verdict, scene, this.#circumstances);
    const hides = hiddenBeside(verdict, found, scene);
    return { verdict, ruleMatch: toRuleMatch(compiled, verdict, matches, hides) };
  }

  #isInScope(index: number, context: WatchContext): boolean {
    const { rule, scope } = this.#parts.rules.at(index);
    return rule.enabled && outsideScope(scope, context) === undefined;
  }
}

/** Which words show what sensitive rules found. */
function wordsIn(
  { words, detection }: Page,
  ruleMatches: readonly RuleMatch[],
): (word: number) => boolean {
  const hidden = hiddenText(detection, ruleMatches);
  return (word) => hidden.has(words.lineOf(word), words.indexInLine(word) ?? 0);
}
