import { createHash } from 'node:crypto';
import {
  BOUNDARIES,
  CHECKS,
  KINDS,
  MODES,
  TOLERANCES,
  type Allow,
  type Context,
  type Region,
  type Replacement,
  type Rule,
  type RuleMatching,
  type RuleSet,
} from '../rule.ts';
import { flatten } from './flatten.ts';

/*
 * Whether an index made elsewhere finds what one made here would: by the tables of look-alikes, the budgets, the layout of
 * the index, the fields of a rule and the Unicode version of this Node. Instead of numbers that somebody must remember to
 * increment, a sample of rules is compiled here and there, and must come out the same.
 */

/** Budgets change from one of these lengths to the next. */
const LENGTHS = [3, 4, 5, 6, 8, 9, 13, 14, 21];
const FEW = 'GATE 7 rnm O0';

/** Every character of the values. */
export function alphabetOf({ rules }: RuleSet): string {
  const characters = new Set<string>();
  for (const { match } of rules) {
    for (const value of match.values) for (const character of value) characters.add(character);
  }
  return [...characters].sort().join('');
}

/** A hash of how values of these characters are filed. */
export function foldingOf(alphabet: string): string {
  const few = sampleOf([...FEW]);
  const rules = BOUNDARIES.flatMap((boundary) =>
    TOLERANCES.filter((tolerance) => tolerance !== 'literals').map((tolerance) =>
      ruleOf({ boundary, tolerance, values: few }),
    ),
  );
  const values = sampleOf([...alphabet]);
  // Every table of keys is one of these.
  const folded = (['ocr', 'lookalike-loose'] as const).map((tolerance) =>
    ruleOf({ boundary: 'token', tolerance, values }),
  );
  const hash = createHash('sha256').update(JSON.stringify([KINDS, MODES, CHECKS]));
  const sample = [...rules, ...folded, EVERY_FIELD];
  for (const section of flatten({ rules: sample, allow: [ALLOWED], replace: [REPLACED] })) {
    hash.update(section);
  }
  return hash.digest('hex');
}

/** Values of several lengths that contain every character. */
function sampleOf(characters: readonly string[]): readonly string[] {
  const values: string[] = [];
  for (let at = 0; at < characters.length;) {
    for (const length of LENGTHS) {
      values.push(Array.from({ length }, () => characters[at++ % characters.length]).join(''));
    }
  }
  return values;
}

function ruleOf(match: Pick<RuleMatching, 'boundary' | 'tolerance' | 'values'>): Rule {
  return { ...NOTHING_SPECIAL, match: { ...MATCHING, ...match } };
}

const MATCHING = { mode: 'phrase', caseSensitive: false, foldAccents: true } as const;
const NOTHING_SPECIAL = {
  id: 'sample',
  enabled: true,
  kind: 'watch',
  minConfidence: 0,
  region: [],
  minTextHeight: 0,
  rotation: 'any',
  allow: [],
  scope: { buckets: [], keys: [], excludeKeys: [] },
  minWords: 0,
  minOccurrences: 1,
  severity: 'low',
  sensitive: false,
  channels: [],
  tags: [],
} as const;

/*
 * A field that is added to a rule does not compile before it is added here, too; from then on, programs that do not know it
 * refuse the file.
 */
const ALLOWED: Required<Allow> = { values: ['A'], target: 'line', keys: ['a'], condition: 'AND' };
const REPLACED: Required<Replacement> = { pattern: 'A', with: 'B' };
const SURROUNDED: Required<Context> = {
  require: ['A'],
  forbid: ['B'],
  withinLines: 1,
  withinWords: 1,
};
const MATCHED: Required<RuleMatching> = {
  ...MATCHING,
  values: ['A'],
  boundary: 'token',
  tolerance: 'fuzzy',
  maxEdits: 1,
  joinLines: 1,
  check: 'luhn',
  obfuscation: true,
};
const AREAS: readonly Required<Region>[] = [
  { shape: 'rect', x: 0, y: 0, w: 1, h: 1, exclude: false, test: 'centroid' },
  { shape: 'polygon', points: [{ x: 0, y: 0 }], exclude: false, test: 'centroid' },
];
const EVERY_FIELD: Required<Rule> = {
  ...NOTHING_SPECIAL,
  description: 'A',
  match: MATCHED,
  context: SURROUNDED,
  allow: [ALLOWED],
  region: AREAS,
};
