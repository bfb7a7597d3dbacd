import { LiteralIndex, type Found } from '../search/literal-index.ts';
import type { Findings, Hit } from '../search/hit.ts';
import { MAX_STARTS, type Limit } from '../search/limits.ts';
import {
  compileValue,
  findDisguised,
  findEverywhere,
  findLiteral,
  type SearchedValue,
} from '../search/search-value.ts';
import { DisguiseIndex } from '../search/disguise-index.ts';
import { compileDisguised, type Literal } from '../search/literal.ts';
import type { Page } from '../text/page.ts';
import { valuesOf, type CompiledRule, type CompiledRules } from './compiled-rule.ts';
import type { StoredRules } from './stored-rules.ts';

/** By index of the rule; rules without findings are left out. */
export type HitsByRule = Map<number, FoundByRule>;

export interface FoundByRule {
  readonly hits: Hit[];
  readonly limits: Limit[];
  /** Of each value found: ascending as in the rule. */
  readonly ranks: Map<string, number>;
}

export type FindHits = (page: Page, wants: (rule: number) => boolean) => HitsByRule;

/** Tries one value after the other: the reference for the index, in specs and benchmarks. */
export function findHitsInTurn(rules: CompiledRules): FindHits {
  const compiled = new CompiledValues(rules);
  return (page, wants) => {
    const found: HitsByRule = new Map();
    for (let index = 0; index < rules.count; index++) {
      if (wants(index)) findEach(page, index, compiled.of(index), found);
    }
    return found;
  };
}

interface Candidate {
  readonly folded: number[];
  readonly edited: number[];
  isCutShort: boolean;
}

export interface IndexedRules {
  readonly rules: StoredRules;
  readonly indexes: readonly LiteralIndex[];
  /** Rules with patterns or expressions, which no index finds. */
  readonly others: Uint32Array;
  /** Rules whose values may be disguised. */
  readonly obfuscated: Uint32Array;
}

/** Looks up literals in indexes, so the cost depends on the text and its candidates, not on the number of rules. */
export function findHitsByIndex({ rules, indexes, others, obfuscated }: IndexedRules): FindHits {
  const compiled = new CompiledValues(rules);
  const disguises = new DisguisedValues(rules, obfuscated);
  return (page, wants) => {
    const candidates = new Map<number, Candidate>();
    const collect: Found = {
      note: (id, start, how) => note(candidates, id, start, how),
      wantsEdited: (id) => (candidates.get(id)?.edited.length ?? 0) < MAX_STARTS,
    };
    for (const index of indexes) index.scan(page, collect);
    const found: HitsByRule = new Map();
    for (const [id, starts] of candidates) {
      const rule = rules.ruleOf(id);
      if (!wants(rule)) continue;
      const literal = rules.literal(id);
      // The index stops asking for edited readings without saying that there were more.
      const isCutShort = starts.isCutShort || starts.edited.length >= MAX_STARTS;
      const findings = findLiteral(page, literal, { ...starts, isCutShort });
      addFindings(found, rule, literal.value, id, findings);
    }
    disguises.find(page, wants, found);
    for (const rule of others) {
      if (wants(rule)) findEach(page, rule, compiled.of(rule), found);
    }
    return found;
  };
}

/** Filed when the first text is searched: few watchlists have any. */
class DisguisedValues {
  readonly #rules: StoredRules;
  readonly #obfuscated: Uint32Array;
  #filed:
    { readonly index: DisguiseIndex; readonly literals: ReadonlyMap<number, Literal> } | undefined;

  constructor(rules: StoredRules, obfuscated: Uint32Array) {
    this.#rules = rules;
    this.#obfuscated = obfuscated;
  }

  find(page: Page, wants: (rule: number) => boolean, found: HitsByRule): void {
    if (this.#obfuscated.length === 0) return;
    const { index, literals } = (this.#filed ??= this.#file());
    const candidates = new Map<number, Candidate>();
    index.scan(page, (id, start) => note(candidates, id, start, 'folded'));
    for (const [id, { folded, isCutShort }] of candidates) {
      const [rule, literal] = [this.#rules.ruleOf(id), literals.get(id)];
      if (!literal || !wants(rule)) continue;
      addFindings(found, rule, literal.value, id, findDisguised(page, literal, folded, isCutShort));
    }
  }

  #file() {
    const index = new DisguiseIndex();
    const literals = new Map<number, Literal>();
    for (const rule of this.#obfuscated) {
      const { match } = this.#rules.at(rule).rule;
      for (const id of this.#rules.valuesOf(rule)) {
        const literal = compileDisguised(this.#rules.value(id), match);
        if (!literal) continue;
        literals.set(id, literal);
        index.add(id, literal);
      }
    }
    return { index, literals };
  }
}

function note(
  candidates: Map<number, Candidate>,
  id: number,
  start: number,
  how: 'folded' | 'edited',
): void {
  let candidate = candidates.get(id);
  if (!candidate) candidates.set(id, (candidate = { folded: [], edited: [], isCutShort: false }));
  const starts = candidate[how];
  if (starts[starts.length - 1] === start) return;
  if (starts.length < MAX_STARTS) starts.push(start);
  else candidate.isCutShort = true;
}

/** Compiled when a rule is first tried, and kept: every image needs them. */
class CompiledValues {
  readonly #rules: CompiledRules;
  readonly #known = new Map<number, readonly Compiled[]>();

  constructor(rules: CompiledRules) {
    this.#rules = rules;
  }

  of(rule: number): readonly Compiled[] {
    let values = this.#known.get(rule);
    if (!values) this.#known.set(rule, (values = compileValues(this.#rules.at(rule))));
    return values;
  }
}

interface Compiled {
  readonly value: string;
  readonly searched: SearchedValue;
}

function compileValues(compiled: CompiledRule): readonly Compiled[] {
  const { match } = compiled.rule;
  return Array.from(valuesOf(compiled), (value) => ({
    value,
    searched: compileValue(value, match),
  }));
}

function findEach(page: Page, rule: number, values: readonly Compiled[], found: HitsByRule): void {
  for (const [rank, { value, searched }] of values.entries()) {
    addFindings(found, rule, value, rank, findEverywhere(page, searched));
  }
}

function addFindings(
  found: HitsByRule,
  rule: number,
  value: string,
  rank: number,
  { hits, limits }: Findings,
): void {
  if (hits.length === 0 && limits.length === 0) return;
  let known = found.get(rule);
  if (!known) found.set(rule, (known = { hits: [], limits: [], ranks: new Map() }));
  known.ranks.set(value, rank);
  for (const hit of hits) known.hits.push(hit);
  for (const limit of limits) addLimit(known.limits, limit);
}

/** All expressions of a rule search the same characters, so one such limit is enough. */
function addLimit(limits: Limit[], limit: Limit): void {
  const isKnown = limit.kind === 'characters' && limits.some(({ kind }) => kind === 'characters');
  if (!isKnown) limits.push(limit);
}
