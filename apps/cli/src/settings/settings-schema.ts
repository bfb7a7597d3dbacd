import { checkAgainst, type Environment } from '@glyphwatch/document-reader';
import { NOTIFY_ON } from '@glyphwatch/domain';
import { choiceOf, pairOf, pathsFrom, secretsFrom } from '@glyphwatch/provider';
import * as z from 'zod';
import { CHANNELS, DEFAULT_DETECTOR, DETECTORS, STORE_AT_URL, STORES } from '../providers.ts';
import { DEFAULT_RULES_FILE } from './file-names.ts';
import { receiveSchema } from './receive-schema.ts';

const DEFAULT_STORE = '.glyphwatch/results.db';

const nothing = z.strictObject({});

const someText = z.string().min(1);

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
});

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
    receive: z
      .optional(receiveSchema(secret))
      .describe('Who may send notifications of uploads to glyphwatch receive.'),
    channels: z
      .record(
        channelName,
        choiceOf(CHANNELS, { host: 'laptop', by: 'type', secret, common: everyChannel }),
      )
      .default({})
      .describe(
        'Where notifications go, by name. Without one, nobody is told; the command prints what it finds.',
      ),
  });
  return file.refine(({ store, storeFrom }) => store === undefined || storeFrom === undefined, {
    path: ['storeFrom'],
    error: 'is another store; give either store or storeFrom',
    // Reported together with the mistakes of single fields.
    when: () => true,
  });
}

/** Where results are stored if the settings do not say. */
export function defaultStore(env: Environment) {
  return z.parse(storeChoice(env), DEFAULT_STORE);
}

export type SettingsFile = z.output<ReturnType<typeof settingsSchema>>;
