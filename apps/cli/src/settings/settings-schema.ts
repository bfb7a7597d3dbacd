import { checkAgainst, type Environment } from '@glyphwatch/document-reader';
import { LANGUAGES, NOTIFY_ON } from '@glyphwatch/domain';
import {
  type Abilities,
  age,
  choiceOf,
  duration,
  pairOf,
  pathsFrom,
  secretsFrom,
  tellingFields,
  type TellingSettings,
  timeZone,
} from '@glyphwatch/provider';
import * as z from 'zod';
import { CHANNELS, DEFAULT_DETECTOR, DETECTORS, STORE_AT_URL, STORES } from '../providers.ts';
import { DEFAULT_RULES_FILE } from './file-names.ts';
import { receiveSchema } from './receive-schema.ts';

const DEFAULT_STORE = '.glyphwatch/results.db';

const nothing = z.strictObject({});

const someText = z.string().min(1);

const languages = z.enum(LANGUAGES).default('en');

/** Rules refer to these names, and message attributes carry them, which allow no other characters. */
const channelName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be letters, digits, ".", "_" or "-"')
  .refine((name) => name !== 'default', 'is reserved: "default" means every channel');

const occasion = z.enum(NOTIFY_ON);

const everyChannel = z.strictObject({
  notifyOn: z
    .union([occasion, z.array(occasion).min(1)])
    .default('matches')
    .describe(
      'matches: a rule matched. always: every image that was read. failures: it could not be read. One, or a list.',
    ),
  default: z
    .boolean()
    .default(true)
    .describe('false: only for rules whose notify.channels names it.'),
  ...tellingFields,
});

const keep = z
  .strictObject({
    results: z
      .exactOptional(age)
      .describe('Texts and matches, since the result last changed. Default: for ever.'),
    matches: z.exactOptional(age).describe('The history, since the upload. Default: for ever.'),
    thumbnails: z
      .exactOptional(age)
      .describe('Files in the folder thumbnails beside the store. Default: for ever.'),
    deliveries: z.prefault(duration, '90d').describe('The log of what was told.'),
  })
  .prefault({});

/** `--store` takes the same form as the settings line. */
export function storeChoice(env: Environment) {
  const secret = secretsFrom(env);
  return choiceOf(STORES, { host: 'laptop', by: 'name', secret, common: nothing });
}

/** `storeFrom: DATABASE_URL`, for a URL with a password, which does not belong in the file. */
function storeAtUrl(env: Environment) {
  return z.pipe(
    z.unknown(),
    z.transform((urlFrom, context) => {
      const named = { name: STORE_AT_URL, urlFrom };
      const { value, mistakes } = checkAgainst(named, storeChoice(env));
      if (value) return value;
      for (const { message } of mistakes) {
        context.issues.push({ code: 'custom', message, input: urlFrom });
      }
      return z.NEVER;
    }),
  );
}

function channelsWith(secret: ReturnType<typeof secretsFrom>) {
  const channel = choiceOf(CHANNELS, {
    host: 'laptop',
    by: 'type',
    secret,
    common: everyChannel,
  });
  return z
    .record(channelName, channel)
    .default({})
    .describe(
      'Where notifications go, by name. Without one, nobody is told; the command prints what it finds.',
    );
}

/**
 * `glyphwatch.yaml`. Every field is optional, and its default is here; secrets are read from `env`, and paths of the detector
 * start at `folder`.
 */
export function settingsSchema(env: Environment, folder: string) {
  const secret = secretsFrom(env);
  const path = pathsFrom(folder);
  const file = z.strictObject({
    $schema: z.string().optional(),
    rules: someText.default(DEFAULT_RULES_FILE).describe('The rule file.'),
    detector: z
      .prefault(pairOf(DETECTORS, { host: 'laptop', by: 'name', secret, path }), DEFAULT_DETECTOR)
      .describe(
        'What reads the text: a name, a name with its settings, or first and whenTruncated with one each.',
      ),
    store: z
      .optional(storeChoice(env))
      .describe('Where results are stored: a file, a URL, or a name with its settings.'),
    storeFrom: z
      .optional(storeAtUrl(env))
      .describe('Instead of store: environment variable with the URL of a database.'),
    annotate: someText.optional().describe('Folder for pictures with boxes around what matched.'),
    workers: z
      .union([z.literal('auto'), z.int().min(1).max(64)])
      .default('auto')
      .describe('Images read at once; auto: two, or one on a single core.'),
    maxBytes: z.int().min(1).default(100_000_000).describe('Larger files are not read.'),
    settleMs: z
      .int()
      .min(0)
      .max(600_000)
      .default(1_000)
      .describe('A watched file is complete once it has not grown for this long, milliseconds.'),
    hashKeyFrom: z
      .optional(secret)
      .describe('Environment variable with the key for hashes of sensitive matches.'),
    consoleAddress: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where you run the Glyphwatch console; messages link there.'),
    timezone: z
      .optional(timeZone)
      .describe(
        'Whose clocks quiet hours and messages follow, like Europe/Berlin; default: those of this machine.',
      ),
    language: languages.describe('Of messages: en or de.'),
    keep: keep.describe('How long things are kept, like 90d; what glyphwatch hold names stays.'),
    receive: z
      .optional(receiveSchema(secret))
      .describe('Who may send notifications of uploads to glyphwatch receive.'),
    channels: channelsWith(secret),
  });
  return file
    .superRefine(sayWhoIsMissing)
    .superRefine(sayWhatHasNoEffect)
    .refine(({ store, storeFrom }) => store === undefined || storeFrom === undefined, {
      path: ['storeFrom'],
      error: 'is another store; give either store or storeFrom',
      // Reported together with the mistakes of single fields.
      when: () => true,
    });
}

/** A channel can escalate only to one that exists. */
function sayWhoIsMissing(
  { channels }: { readonly channels: Readonly<Record<string, { common: TellingSettings }>> },
  context: z.RefinementCtx,
): void {
  const names = Object.keys(channels);
  for (const [name, { common }] of Object.entries(channels)) {
    const to = common.escalate?.to;
    if (to === undefined || names.includes(to)) continue;
    const path = ['channels', name, 'escalate', 'to'];
    context.addIssue({
      code: 'custom',
      path,
      message: `is no channel; there are ${names.join(', ')}`,
    });
  }
}

const GROUPED_ONLY = ['every', 'atMost', 'quietHours', 'remind', 'escalate'] as const;

/** People would rely on quiet hours that are none. */
function sayWhatHasNoEffect(
  { channels }: { readonly channels: Readonly<Record<string, ToldChannel>> },
  context: z.RefinementCtx,
): void {
  for (const [name, { common, abilities }] of Object.entries(channels)) {
    if ((common.tell ?? abilities.tells) !== 'each') continue;
    for (const field of GROUPED_ONLY.filter((one) => common[one] !== undefined)) {
      const message = 'has no effect on a channel that is told each match; add tell: grouped';
      context.addIssue({ code: 'custom', path: ['channels', name, field], message });
    }
  }
}

interface ToldChannel {
  readonly common: TellingSettings;
  readonly abilities: Pick<Abilities, 'tells'>;
}

/** Where results are stored if the settings do not say. */
export function defaultStore(env: Environment) {
  return z.parse(storeChoice(env), DEFAULT_STORE);
}

export type SettingsFile = z.output<ReturnType<typeof settingsSchema>>;
