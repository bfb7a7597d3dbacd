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
  type TellingWishes,
} from '../rule.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import { flatten } from './flatten.ts';

/** Budgets change from one of these lengths to the next. */
const LENGTHS = [3, 4, 5, 6, 8, 9, 13, 14, 21];
const FEW = 'GATE 7 rnm O0';
/** Up to the Latin, Greek, Cyrillic and Armenian letters, which the tables are about. */
const ALPHABET = Array.from({ length: 0x590 - 0x20 }, (_, code) =>
  String.fromCharCode(0x20 + code),
);

it('is another one whenever the same rules are compiled into something else', () => {
  const few = sampleOf([...FEW]);
  const rules = BOUNDARIES.flatMap((boundary) =>
    TOLERANCES.map((tolerance) => ruleOf({ boundary, tolerance, values: few })),
  );
  const values = sampleOf(ALPHABET);
  const all = TOLERANCES.map((tolerance) => ruleOf({ boundary: 'token', tolerance, values }));
  const twice = ruleOf({ boundary: 'token', tolerance: 'none', values: ['GATE', 'GATE'] });
  const hash = createHash('sha256').update(JSON.stringify([KINDS, MODES, CHECKS]));
  const sample = {
    rules: [...rules, ...all, twice, EVERY_FIELD],
    allow: [ALLOWED],
    replace: [REPLACED],
  };
  for (const section of flatten(sample)) hash.update(section);
  expect(ENGINE_VERSION).toBe(hash.digest('hex').slice(0, 32));
});

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

/* A field that is added to a rule does not compile before it is added here, too, which changes the version. */
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
const TOLD: Required<TellingWishes> = {
  cooldownMs: 1,
  groupBy: ['text'],
  quietHours: { from: '22:00', to: '07:00', days: ['mon'], zone: 'UTC', except: 'critical' },
  template: { subject: 'A', note: 'B' },
};
const EVERY_FIELD: Required<Rule> = {
  ...NOTHING_SPECIAL,
  description: 'A',
  match: MATCHED,
  context: SURROUNDED,
  allow: [ALLOWED],
  region: AREAS,
  telling: TOLD,
};
