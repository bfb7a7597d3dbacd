import { NOTIFY_ON } from '@glyphwatch/domain';
import * as z from 'zod';

/** Where things are when nothing else is said; paths are relative to the folder of the settings file. */
export const DEFAULT_RULES_FILE = 'watch-rules.yaml';
export const DEFAULT_STORE_FILE = '.glyphwatch/results.db';

const path = z.string().min(1);

/** Secrets never stand in the file: it names the environment variable that holds them. */
export const variableName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    'must be the name of an environment variable, not its content',
  );

/** Rules name channels, and channels end in message attributes: letters, digits, `.`, `_` and `-`. */
const channelName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be letters, digits, ".", "_" or "-"')
  .refine((name) => name !== 'default', 'is taken: "default" means every channel');

const occasion = z.enum(NOTIFY_ON);

const everyChannel = {
  notifyOn: z
    .union([occasion, z.array(occasion).min(1)])
    .default('matches')
    .describe(
      'matches: a rule matched. always: every image that was read. failures: it could not be read. One, or a list.',
    ),
  default: z
    .boolean()
    .default(true)
    .describe('false: hears only rules whose notify.channels names it.'),
};

const consoleChannel = z.strictObject({ type: z.literal('console'), ...everyChannel });

export const webhookUrl = z.url({
  protocol: /^https?$/,
  error: 'must be a URL that begins with https://',
});

const webhookChannel = z
  .strictObject({
    type: z.literal('webhook'),
    ...everyChannel,
    url: webhookUrl.optional().describe('Where to post; or urlFrom.'),
    urlFrom: variableName
      .optional()
      .describe('Environment variable with the URL, when it is a secret.'),
    secretFrom: z
      .union([variableName, z.array(variableName).min(1)])
      .describe(
        'Environment variable with the signing secret (whsec_…); several while it changes.',
      ),
    allowHttp: z.boolean().default(false).describe('true: may post without encryption.'),
    allowPrivate: z.boolean().default(false).describe('true: may post into the own network.'),
  })
  .refine(({ url, urlFrom }) => (url === undefined) !== (urlFrom === undefined), {
    error: 'needs either url or urlFrom',
  })
  .refine(({ url, allowHttp }) => allowHttp || !url?.startsWith('http:'), {
    path: ['url'],
    error: 'must begin with https://, or set allowHttp: true',
  });

const smtpChannel = z
  .strictObject({
    type: z.literal('smtp'),
    ...everyChannel,
    host: z.string().min(1),
    port: z.int().min(1).max(65535).default(587),
    security: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe(
        'starttls: turn to TLS or fail. tls: TLS from the start (port 465). none: in the clear.',
      ),
    userFrom: variableName.optional().describe('Environment variable with the user name.'),
    passwordFrom: variableName.optional().describe('Environment variable with the password.'),
    from: z.string().min(1),
    to: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .describe('One address or a list.'),
  })
  .refine(
    ({ userFrom, passwordFrom }) => (userFrom === undefined) === (passwordFrom === undefined),
    {
      error: 'needs userFrom and passwordFrom, or neither',
    },
  );

export const channelSchema = z.discriminatedUnion('type', [
  consoleChannel,
  webhookChannel,
  smtpChannel,
]);

/** `glyphwatch.yaml`: everything may be left out, defaults stand here. */
export const laptopSettingsSchema = z.strictObject({
  $schema: z.string().optional(),
  rules: path.default(DEFAULT_RULES_FILE).describe('The rule file.'),
  store: path.default(DEFAULT_STORE_FILE).describe('The SQLite database with all results.'),
  annotate: path.optional().describe('Folder for pictures with boxes around what matched.'),
  workers: z
    .union([z.literal('auto'), z.int().min(1).max(64)])
    .default('auto')
    .describe('Images read at once; auto: two, or one where there is one processor.'),
  threads: z.int().min(1).max(64).default(1).describe('Threads of the engine for one image.'),
  maxSide: z
    .int()
    .min(64)
    .max(10_000)
    .default(960)
    .describe('Text is looked for in a copy whose longer side has at most so many pixels.'),
  maxBytes: z.int().min(1).default(50_000_000).describe('Larger files are not read.'),
  maxPixels: z.int().min(1).default(100_000_000).describe('Larger images are not decoded.'),
  settleMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(1_000)
    .describe('A watched file is complete when it stopped growing for this long, milliseconds.'),
  hashKeyFrom: variableName
    .optional()
    .describe('Environment variable with the key for hashes of sensitive matches.'),
  channels: z
    .record(channelName, channelSchema)
    .default({ console: { type: 'console', notifyOn: 'matches', default: true } })
    .describe('Who is told, by name.'),
});

export type LaptopSettingsFile = z.output<typeof laptopSettingsSchema>;
export type ChannelOfFile = z.output<typeof channelSchema>;
