import { LANGUAGES, NOTIFY_ON, type NotifyOn, receivedKinds } from '@glyphwatch/domain';
import { type Environment, readEnvironment } from '@glyphwatch/document-reader/environment';
import { type DetectorProvider, timeZone } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { detectorVariable } from './detector-variable.ts';
import { keepVariable } from './keep-variable.ts';
import { tellingVariable } from './telling-variable.ts';
import { LOG_LEVELS } from './observe/logger.ts';
import { SERVICES } from './services.ts';

/** What a channel receives, as words separated by commas. */
const receives = z.pipe(
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((text) => text.split(',').map((word) => word.trim())),
    ),
    z.array(z.enum(NOTIFY_ON)),
  ),
  z.transform((words: NotifyOn[]) => receivedKinds(words)),
);

const name = z.string().check(z.minLength(1));
const number = z.coerce.number();
const count = z.pipe(number, z.int().check(z.positive()));

const fields = {
  IMAGE_BUCKET: name,
  /** The queue that invokes the function; needed to postpone failed messages. */
  QUEUE_URL: z.url(),
  MAX_RECEIVE_COUNT: count,
  METADATA_TABLE: name,
  MATCHES_TABLE: name,
  DELIVERIES_TABLE: name,
  ALERTS_TABLE: name,
  RULES_BUCKET: name,
  RULES_KEY: name,
  /** The same rules in compiled form, for a faster start. */
  RULES_COMPILED_KEY: z.optional(name),
  TOPIC_ARN: z.string().check(z.regex(/^arn:[a-z-]+:sns:/, 'must be the ARN of a topic')),
  NOTIFY_ON: z._default(receives, receivedKinds(['matches'])),
  /** How people are told; JSON with the fields of a channel, and `zone`. */
  TELLING: z.prefault(tellingVariable, '{}'),
  /** What the sweeper purges, and how long the log of what was told is kept. */
  KEEP: z.prefault(keepVariable, '{}'),
  /** Of messages to people. */
  MESSAGE_LANGUAGE: z._default(z.enum(LANGUAGES), 'en'),
  /** Whose clocks messages, and quiet hours of rules without a zone, follow. */
  TIMEZONE: z._default(timeZone, 'UTC'),
  /** The secret with the key for hashes of sensitive matches; without it there are none. */
  HASH_KEY_SECRET: z.optional(name),
  /** Where readers of a message open the picture, unless there is a Glyphwatch console. */
  PICTURE_LINK: z._default(z.enum(['s3-console', 'presigned', 'none']), 's3-console'),
  /** The address of the Glyphwatch console. */
  CONSOLE_ADDRESS: z.optional(z.url({ protocol: /^https?$/ })),
  /** Without it no events are sent. */
  EVENT_BUS_NAME: z.optional(name),
  CONCURRENCY: z._default(count, 5),
  /** Longer than the slowest scan; also how long a dead process blocks its image. */
  LEASE_SECONDS: z._default(count, 120),
  /** Of this process: its share of the detector's quota. */
  CALLS_PER_SECOND: z._default(number.check(z.positive()), 5),
  /** In the currency of your bill. */
  COST_PER_IMAGE: z._default(number.check(z.nonnegative()), 0.001),
  /** The same for the detector that reads what the first did not read to its end. */
  SECOND_CALLS_PER_SECOND: z._default(number.check(z.positive()), 1),
  SECOND_COST_PER_IMAGE: z._default(number.check(z.nonnegative()), 0.0015),
  /** An image that is PROCESSING for longer is counted as stuck. */
  STUCK_SECONDS: z._default(count, 900),
  LOG_LEVEL: z._default(z.enum(LOG_LEVELS), 'info'),
  LOG_IMAGE_IDS: z._default(z.enum(['readable', 'hashed']), 'readable'),
  AWS_REGION: z._default(name, 'us-east-1'),
  AWS_LAMBDA_FUNCTION_NAME: z._default(z.string(), 'local'),
};

export type PipelineSettings = Readonly<z.output<ReturnType<typeof schemaFor>>>;

/**
 * Reads the function's environment; fails with `settings-invalid`, which names every invalid variable. `detectors` are those
 * of which the function has the code.
 */
export function readSettings(
  env: Environment,
  detectors: readonly DetectorProvider[] = SERVICES,
): PipelineSettings {
  return readEnvironment(env, schemaFor(detectors));
}

function schemaFor(detectors: readonly DetectorProvider[]) {
  return z.object({ ...fields, DETECTOR: detectorVariable(detectors) });
}

/** Every variable that the function reads. */
export const SETTING_NAMES: readonly string[] = [...Object.keys(fields), 'DETECTOR'];
