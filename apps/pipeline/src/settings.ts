import { NOTIFICATION_KINDS, type NotificationKind } from '@glyphwatch/domain';
import { type Environment, readEnvironment } from '@glyphwatch/settings';
import * as z from 'zod';
import { LOG_LEVELS } from './observe/logger.ts';

export const NOTIFY_ON = ['matches', 'always', 'failures'] as const;

const HEARD: Readonly<Record<(typeof NOTIFY_ON)[number], readonly NotificationKind[]>> = {
  matches: ['matched'],
  always: ['matched', 'scanned'],
  failures: ['failed'],
};

/** Several words, separated by commas, give what a channel hears. */
const hears = z
  .string()
  .transform((text) => text.split(',').map((word) => word.trim()))
  .pipe(z.array(z.enum(NOTIFY_ON)))
  .transform(
    (words): ReadonlySet<NotificationKind> => new Set(words.flatMap((word) => HEARD[word])),
  );

const name = z.string().min(1);
const count = z.coerce.number().int().positive();

const schema = z.object({
  IMAGE_BUCKET: name,
  /** Where `Object Created` events end up; needed to postpone what failed. */
  QUEUE_URL: z.url(),
  MAX_RECEIVE_COUNT: count,
  METADATA_TABLE: name,
  MATCHES_TABLE: name,
  RULES_BUCKET: name,
  RULES_KEY: name,
  TOPIC_ARN: z.string().regex(/^arn:[a-z-]+:sns:/, 'must be the ARN of a topic'),
  NOTIFY_ON: hears.default(new Set<NotificationKind>(HEARD.matches)),
  /** One mailbox takes ten messages a second from all processes together before SNS suspends it. */
  MESSAGES_PER_SECOND: z.coerce.number().positive().default(2),
  /** The secret that keys the hashes of sensitive matches; without it there are no such hashes. */
  HASH_KEY_SECRET: name.optional(),
  /** Without it no bus is told. */
  EVENT_BUS_NAME: name.optional(),
  CONCURRENCY: count.default(5),
  /** Longer than the slowest scan; a claim whose process died holds so long. */
  LEASE_SECONDS: count.default(120),
  /** Calls that this process may start in a second: its part of the quota. */
  CALLS_PER_SECOND: z.coerce.number().positive().default(5),
  /** Words the provider is less sure of are not even shown to the rules, 0…1. */
  MIN_CONFIDENCE: z.coerce.number().min(0).max(1).default(0.3),
  /** What one detection costs, in the currency of the bill. */
  COST_PER_IMAGE: z.coerce.number().nonnegative().default(0.001),
  /** An image that is PROCESSING for longer is counted as stuck. */
  STUCK_SECONDS: count.default(900),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  LOG_IMAGE_IDS: z.enum(['readable', 'hashed']).default('readable'),
  AWS_LAMBDA_FUNCTION_NAME: z.string().default('local'),
});

export type PipelineSettings = Readonly<z.output<typeof schema>>;

/** The bus is for machines: they choose themselves what they want to hear. */
export const BUS_HEARS: ReadonlySet<NotificationKind> = new Set(NOTIFICATION_KINDS);

/** Reads the function's environment once; fails with `settings-invalid`, which names every variable that is wrong. */
export function readSettings(env: Environment): PipelineSettings {
  return readEnvironment(env, schema);
}

/** Every variable that the function reads, for those who set them. */
export const SETTING_NAMES: readonly string[] = Object.keys(schema.shape);
