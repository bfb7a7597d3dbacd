import { SEVERITIES } from '@glyphwatch/domain';
import * as z from 'zod';
import { BOUNDARIES, CHECKS, KINDS, MODES, TOLERANCES } from '../rule.ts';
import { tellingFields } from './telling-schema.ts';

/** The fields of a rule file, with their defaults. `to-rule.ts` expands the short forms. */

/** Written into the rule; and of expressions, which are searched one by one, also in a word list. */
export const MAX_VALUES = 1000;
export const LONGEST_REGEX = 512;
export const MAX_CONTEXT_WORDS = 50;
const LONGEST_ID = 128;
const MAX_EDITS = 3;

/** Safe in message attributes, file names and on a command line. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const id = z
  .string()
  .max(LONGEST_ID)
  .regex(ID, 'must consist of letters, digits, ".", "_" or "-", and start with a letter or digit');

const text = z.string().min(1);
const texts = z.union([text, z.array(text)]);
const fraction = z.number().min(0).max(1);
const count = z.int().min(1).max(100_000);

/** For the rounding of decimal fractions. */
const SLACK = 1e-9;

const regionUse = {
  test: z
    .enum(['centroid', 'overlap'])
    .default('centroid')
    .describe('centroid: the centre of the text is inside. overlap: at least half of it is.'),
  exclude: z.boolean().default(false).describe('true: text in this region does not count.'),
};

const size = z.number().gt(0).max(1);

const rectangle = z
  .strictObject({
    shape: z.literal('rect'),
    x: fraction.describe('Left edge, 0 is the left of the image.'),
    y: fraction.describe('Upper edge, 0 is the top of the image.'),
    w: size.describe('Width, 1 is the whole image.'),
    h: size.describe('Height, 1 is the whole image.'),
    ...regionUse,
  })
  .refine(({ x, w }) => x + w <= 1 + SLACK, 'extends beyond the image: x + w must be at most 1')
  .refine(({ y, h }) => y + h <= 1 + SLACK, 'extends beyond the image: y + h must be at most 1');

type Corner = { readonly x: number; readonly y: number };

const polygon = z.strictObject({
  shape: z.literal('polygon'),
  points: z
    .array(z.strictObject({ x: fraction, y: fraction }))
    .min(3)
    .max(100)
    .refine((points) => areaOf(points) > SLACK, 'has no area: the points are on one line'),
  ...regionUse,
});

const region = z.discriminatedUnion('shape', [rectangle, polygon]);

const MODE_NAMES = [...MODES, 'fuzzy', 'absent'] as const;

const listFile = z
  .strictObject({
    file: text.describe('Path relative to this file, below the folder of the rules.'),
    column: text.optional().describe('Of a CSV file: the name in its first line.'),
  })
  .refine(({ file, column }) => column !== undefined || !/\.[ct]sv$/i.test(file), {
    path: ['file'],
    error: 'needs column, the name of the column: it is CSV',
  });

const match = z.strictObject({
  mode: z
    .enum(MODE_NAMES)
    .default('any')
    .describe(
      'any, phrase: one of the values. all: every value. contains: inside words too. pattern: A letter, 9 digit, ? either, * any run. regex: RE2 expression. fuzzy, absent: see tolerance and kind.',
    ),
  values: z
    .union([text, z.array(text).min(1).max(MAX_VALUES), listFile])
    .describe('What to watch for: one text, a list, or a file with one on each line.'),
  caseSensitive: z.boolean().default(false),
  foldAccents: z.boolean().default(true).describe('false: É is not E.'),
  boundary: z
    .enum(BOUNDARIES)
    .optional()
    .describe(
      'token (default): whole words. compound: whole words, where a hyphen, apostrophe or underscore joins. none: anywhere. type-change: also between letters and digits.',
    ),
  tolerance: z
    .enum(TOLERANCES)
    .optional()
    .describe(
      'ocr (default): 0 for O and the like, words cut in two, one wrong letter in long values. lookalike: only 0 for O and the like. lookalike-loose: more of them, and Cyrillic, Greek and Armenian letters that look Latin. fuzzy: a few wrong letters. literals (default of pattern): look-alikes in its fixed part.',
    ),
  check: z
    .enum(CHECKS)
    .optional()
    .describe(
      'Only for pattern and regex: keeps numbers with the right check digit. luhn: card numbers and the like. iban: bank accounts.',
    ),
  obfuscation: z
    .boolean()
    .optional()
    .describe(
      'true: also finds values with repeated letters, with letters set apart and with signs for letters (f.r.e.e, freee, fr33); costs false alarms. Not for pattern and regex.',
    ),
  maxEdits: z
    .int()
    .min(1)
    .max(MAX_EDITS)
    .nullish()
    .describe(
      'Only with fuzzy; default by length: 0 up to 8 characters, 1 up to 13, 2 up to 19, 3.',
    ),
  joinLines: z
    .int()
    .min(0)
    .max(10)
    .nullish()
    .describe(
      'How many more lines a match may wrap onto; default: for phrases one fewer than their words, at most 4; 0 for pattern and regex, whose tokens are joined without a space.',
    ),
});

const context = z.strictObject({
  require: texts.default([]).describe('All of these must be near.'),
  forbid: texts.default([]).describe('None of these may be near.'),
  withinLines: z.int().min(0).nullish().describe('Lines between; default: anywhere.'),
  withinWords: z.int().min(0).nullish().describe('Words between; default: anywhere.'),
});

const allowSchema = z
  .strictObject({
    values: texts.default([]).describe('Harmless texts.'),
    target: z
      .enum(['match', 'line'])
      .default('match')
      .describe('match: the match contains the text. line: its line does.'),
    keys: texts.default([]).describe('Globs of keys of harmless images.'),
    condition: z.enum(['OR', 'AND']).default('OR').describe('AND: both values and keys.'),
  })
  .refine(({ values, keys }) => values.length + keys.length > 0, 'needs values or keys');

const scope = z.strictObject({
  buckets: texts.default([]).describe('Globs; default: every bucket or folder.'),
  keys: texts.default([]).describe('Globs such as uploads/yard/**; default: every image.'),
  excludeKeys: texts.default([]).describe('Globs of keys to leave out.'),
});

const severityName = z.enum(SEVERITIES);

const severity = z.union([
  severityName,
  z
    .partialRecord(severityName, count)
    .refine((steps) => Object.keys(steps).length > 0, 'must not be empty')
    .refine(ascends, 'counts must increase from low to critical'),
]);

const notify = z.strictObject({
  channels: z
    .union([id, z.array(id)])
    .default(['default'])
    .describe('Channel names; default: every channel but those with default: false.'),
  ...tellingFields,
});

export const ruleSchema = z.strictObject({
  id: id.describe('Unique and stable: history and messages refer to it.'),
  description: z.string().optional().describe('For people; shown in messages.'),
  enabled: z.boolean().default(true),
  kind: z
    .enum(KINDS)
    .optional()
    .describe('watch (default): notify when it is there. absent: when it is not. ignore: never.'),
  match: z
    .union([text, z.array(text).min(1).max(MAX_VALUES), match])
    .describe('One text, a list of alternatives, or the fields of a match.'),
  minConfidence: fraction.default(0.8).describe('For the least certain word of the match, 0 to 1.'),
  region: z
    .union([region, z.array(region)])
    .nullish()
    .describe('Where in the image; default: anywhere.'),
  minTextHeight: fraction
    .default(0)
    .describe('As a fraction of the image height; skips fine print.'),
  rotation: z.enum(['any', 'upright']).default('any').describe('upright: within 20 degrees.'),
  context: context.nullish().describe('What must or must not be near.'),
  allow: z.array(allowSchema).default([]).describe('Harmless matches.'),
  scope: scope.prefault({}).describe('Which images to check.'),
  minWords: z
    .int()
    .min(0)
    .max(100_000)
    .default(3)
    .describe('Only for absent: fires if at least this many words were read well.'),
  minOccurrences: count.default(1).describe('Fires only if found this many times in one image.'),
  severity: severity
    .default('medium')
    .describe('low, medium, high or critical; or the count from which each applies.'),
  sensitive: z.boolean().default(false).describe('true: the text is masked everywhere.'),
  notify: notify.prefault({}),
  tags: z.array(text).default([]),
});

const replacement = z.strictObject({
  pattern: text.max(LONGEST_REGEX).describe('RE2 expression.'),
  with: z.string(),
});

const topFields = {
  $schema: z.string().optional(),
  extend: texts
    .default([])
    .describe(
      'Rule files whose rules come before these; paths relative to this file, or pack:secrets, pack:personal-data, pack:safety-signs.',
    ),
  disabledRules: z.array(text).default([]).describe('Ids of rules to disable.'),
  allow: z.array(allowSchema).default([]).describe('Harmless for every rule.'),
  replace: z
    .array(replacement)
    .default([])
    .describe('Replacements in the detected text before matching, in this order.'),
};

/** The file with unchecked rules: they are checked one by one, so that no mistake hides another. */
export const fileFrameSchema = z.strictObject({
  rules: z.array(z.unknown()).optional(),
  ...topFields,
});

export const ruleFileSchema = z.strictObject({
  rules: z.array(ruleSchema).optional(),
  ...topFields,
});

export type WrittenRule = z.output<typeof ruleSchema>;
export type ListFile = z.output<typeof listFile>;
export type WrittenAllow = z.output<typeof allowSchema>;

function ascends(steps: Partial<Record<(typeof SEVERITIES)[number], number>>): boolean {
  const counts = SEVERITIES.flatMap((name) => steps[name] ?? []);
  return counts.every((least, index) => index === 0 || least > (counts[index - 1] ?? 0));
}

/** Shoelace formula. */
function areaOf(points: readonly Corner[]): number {
  const twice = points.reduce((sum, { x, y }, index) => {
    const next = points[(index + 1) % points.length];
    return next ? sum + x * next.y - next.x * y : sum;
  }, 0);
  return Math.abs(twice) / 2;
}
