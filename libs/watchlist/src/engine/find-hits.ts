import { LiteralIndex, type Found } from '../search/literal-index.ts';
import type { Findings, Hit } from '../search/hit.ts';
import type { Literal } from '../search/literal.ts';
import { MAX_STARTS, type Limit } from '../search/limits.ts';
import { readRegex } from '../search/regex.ts';
import { findPattern } from '../search/find-pattern.ts';
import { findEverywhere, findLiteral } from '../search/search-value.ts';
import { isOfWholeWords } from '../rule.ts';
import type { Page } from '../text/page.ts';
import type { CompiledRule } from './compiled-rule.ts';

/** By index of the rule; rules without findings are left out. */
export type HitsByRule = Map<number, FoundByRule>;

export interface FoundByRule {
  readonly hits: Hit[];
  readonly limits: Limit[];
}

export type FindHits = (page: Page, wants: (rule: number) => boolean) => HitsByRule;

/** Tries one value after the other: the reference for the index, in specs and benchmarks. */
export function findHitsInTurn(rules: readonly CompiledRule[]): FindHits {
  return (page, wants) => {
    const found: HitsByRule = new Map();
    for (const [index, { values }] of rules.entries()) {
      if (!wants(index)) continue;
      for (const value of values) addFindings(found, index, findEverywhere(page, value));
    }
    return found;
  };
}

interface Filed {
  readonly rule: number;
  readonly literal: Literal;
}

interface Candidate {
  readonly folded: number[];
  readonly edited: number[];
  isCutShort: boolean;
}

/** Looks up literals in an index, so the cost depends on the text and its candidates, not on the number of rules. */
export function findHitsByIndex(rules: readonly CompiledRule[]): FindHits {
  const filed: Filed[] = [];
  const others: number[] = [];
  const indexes = {
    strict: {
      token: new LiteralIndex('strict', 'token'),
      free: new LiteralIndex('strict', 'free'),
    },
    loose: { token: new LiteralIndex('loose', 'token'), free: new LiteralIndex('loose', 'free') },
  };
  for (const [rule, { values }] of rules.entries()) {
    if (values.some(({ kind }) => kind !== 'literal')) others.push(rule);
    for (const value of values) {
      if (value.kind !== 'literal') continue;
      const { literal } = value;
      const id = filed.push({ rule, literal }) - 1;
      const edges = isOfWholeWords(literal.boundary) ? 'token' : 'free';
      indexes[literal.lookalikes.view][edges].addFolded(id, literal);
      if (literal.reach > 0) indexes.strict[edges].addEdited(id, literal);
    }
  }
  const all = [indexes.strict.token, indexes.strict.free, indexes.loose.token, indexes.loose.free];
  for (const index of all) index.build();
  return (page, wants) => {
    const candidates = new Map<number, Candidate>();
    const collect: Found = {
      note: (id, start, how) => note(candidates, id, start, how),
      wantsEdited: (id) => (candidates.get(id)?.edited.length ?? 0) < MAX_STARTS,
    };
    for (const index of all) index.scan(page, collect);
    const found: HitsByRule = new Map();
    for (const [id, starts] of candidates) {
      const one = filed[id];
      if (one && wants(one.rule)) {
        addFindings(found, one.rule, findLiteral(page, one.literal, starts));
      }
    }
    for (const rule of others) {
      if (wants(rule)) findOthers(page, rule, rules[rule], found);
    }
    return found;
  };
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

function findOthers(
  page: Page,
  index: number,
  rule: CompiledRule | undefined,
  found: HitsByRule,
): void {
  for (const value of rule?.values ?? []) {
    if (value.kind === 'regex') addFindings(found, index, readRegex(page, value.regex));
    if (value.kind === 'pattern') addFindings(found, index, findPattern(page, value.pattern));
  }
}

function addFindings(found: HitsByRule, rule: number, { hits, limits }: Findings): void {
  if (hits.length === 0 && limits.length === 0) return;
  let known = found.get(rule);
  if (!known) found.set(rule, (known = { hits: [], limits: [] }));
  for (const hit of hits) known.hits.push(hit);
  for (const limit of limits) addLimit(known.limits, limit);
}

/** All expressions of a rule search the same characters, so one such limit is enough. */
function addLimit(limits: Limit[], limit: Limit): void {
  const isKnown = limit.kind === 'characters' && limits.some(({ kind }) => kind === 'characters');
  if (!isKnown) limits.push(limit);
}
