import { createHash } from 'node:crypto';
import { BOUNDARIES, TOLERANCES, type Rule, type RuleSet } from '../rule.ts';
import { flatten } from './flatten.ts';

/*
 * Whether an index made elsewhere finds what one made here would: by the tables of look-alikes, the budgets, the layout of
 * the index and the Unicode version of this Node. Instead of numbers that somebody must remember to increment, a sample of
 * rules is compiled here and there, and must come out the same.
 */

/** Budgets change from one of these lengths to the next. */
const LENGTHS = [3, 4, 5, 6, 8, 9, 13, 14, 21];

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
  const values = sampleOf([...alphabet]);
  const rules = BOUNDARIES.flatMap((boundary) =>
    TOLERANCES.filter((tolerance) => tolerance !== 'literals').map((tolerance): Rule => ({
      ...NOTHING_SPECIAL,
      id: `${boundary}-${tolerance}`,
      match: { ...MATCHING, boundary, tolerance, values },
    })),
  );
  const hash = createHash('sha256');
  for (const section of flatten({ rules, allow: [], replace: [] })) hash.update(section);
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

const MATCHING = { mode: 'phrase', caseSensitive: false, foldAccents: true } as const;
const NOTHING_SPECIAL = {
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
