import { GlyphwatchError, LANGUAGES, NOTIFY_ON, SEVERITIES, STATUSES } from '@glyphwatch/domain';
import { ALERTS, DELIVERIES, MATCHES, RESULTS, REVEALS } from '@glyphwatch/dynamodb-result-store';
import { formatProblems, readDocument } from '@glyphwatch/document-reader';
import { DETECTORS } from '@glyphwatch/pipeline/providers';
import { age, type DetectorProvider, tellingFields, timeZone } from '@glyphwatch/provider';
import * as z from 'zod';
import { detectorChoice, secretArn } from './detector-choice.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html */
const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653,
] as const;
/** Five names with 150 values each is what SNS accepts in one filter. */
const MAX_FILTER_VALUES = 50;

const name = z.string().regex(/^[A-Za-z0-9_-]{3,64}$/, 'must have 3 to 64 letters, digits, _ or -');
/** No alias: permissions name the key itself. */
const keyArn = z
  .string()
  .regex(
    /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f-]{36})$/,
    'must be the ARN of a KMS key: arn:aws:kms:REGION:ACCOUNT:key/ID',
  );
const bucketName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    'must be a bucket name: 3 to 63 of a-z, 0-9, . and -',
  );
const objectKey = z.string().min(1).max(1024);
/** IAM would take these for patterns, and so would a reader. */
const keyPart = z
  .string()
  .min(1)
  .regex(/^[^*?$]*$/, 'is part of a key, not a pattern: it must not contain *, ? or $');
const filterValues = z.array(z.string().min(1)).min(1).max(MAX_FILTER_VALUES);

const { escalate: _, ...peopleFields } = tellingFields;

const subscriber = z.strictObject({
  email: z.email(),
  severities: z.array(z.enum(SEVERITIES)).min(1).optional(),
  rules: filterValues.optional(),
  outcomes: z.array(z.enum(STATUSES)).min(1).optional(),
});

const deployedConsole = z
  .strictObject({
    enabled: z.boolean().default(false),
    mfa: z.enum(['off', 'optional', 'required']).default('optional'),
    issuer: z
      .url({ protocol: /^https$/, error: 'must be a URL that starts with https://' })
      .optional(),
    audience: z.string().min(1).optional(),
    clientId: z.string().min(1).optional(),
    groupsClaim: z.string().min(1).optional(),
  })
  .refine(({ issuer, audience }) => (issuer === undefined) === (audience === undefined), {
    error: 'has issuer and audience, or neither',
  })
  .refine(
    ({ issuer, clientId, groupsClaim }) =>
      issuer !== undefined || (clientId === undefined && groupsClaim === undefined),
    { error: 'has clientId and groupsClaim only with an issuer of your own' },
  );

/** All fields but the detector's, which depend on the detectors there are. */
export const settingsFields = z.strictObject({
  stack: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/)
    .default('Glyphwatch'),
  architecture: z.enum(['arm64', 'x64']).default('arm64'),
  bucket: z
    .strictObject({
      name: bucketName.optional(),
      existing: bucketName.optional(),
      keyArn: keyArn.optional(),
    })
    .refine(({ name, existing }) => !(name && existing), 'has name or existing, not both')
    .prefault({}),
  uploads: z
    .strictObject({
      prefixes: z.array(keyPart).default([]),
      suffixes: z.array(keyPart).min(1).default(['.jpg', '.jpeg', '.png']),
      maxBytes: z.int().positive().optional(),
    })
    .prefault({}),
  subscribers: z.array(subscriber).default([]),
  notifyOn: z.array(z.enum(NOTIFY_ON)).min(1).default(['matches']),
  /** There is nobody to escalate to but the subscribers. */
  telling: z.strictObject(peopleFields).prefault({}),
  timezone: z.optional(timeZone),
  language: z.enum(LANGUAGES).default('en'),
  pictureLink: z.enum(['s3-console', 'presigned', 'none']).default('s3-console'),
  consoleAddress: z
    .url({ protocol: /^https?$/, error: 'must be a URL that starts with https://' })
    .optional(),
  console: deployedConsole.prefault({}),
  /** Default: the subscribers who receive failures. */
  operators: z.array(z.email()).optional(),
  rules: z
    .strictObject({
      file: z.string().min(1).optional(),
      object: z
        .strictObject({
          bucket: bucketName,
          key: objectKey,
          extended: z.array(objectKey).default([]),
          compiled: objectKey.optional(),
        })
        .optional(),
      keyArn: keyArn.optional(),
    })
    .refine(({ file, object }) => !(file && object), 'has file or object, not both')
    .prefault({}),
  hashKey: z
    .strictObject({
      generate: z.boolean().default(false),
      secretArn: z.optional(secretArn),
      keyArn: keyArn.optional(),
    })
    .refine(({ generate, secretArn }) => !(generate && secretArn), {
      error: 'has generate or secretArn, not both',
    })
    .prefault({}),
  bus: z
    .strictObject({ enabled: z.boolean().default(true), existing: name.optional() })
    .prefault({}),
  retention: z
    .strictObject({
      logDays: z.union(LOG_DAYS.map((days) => z.literal(days))).default(30),
      queueDays: z.int().min(1).max(13).default(4),
      recoveryDays: z.int().min(1).max(35).default(35),
      oldVersionDays: z.int().min(1).max(36_500).optional(),
    })
    .prefault({}),
  keep: z
    .strictObject({
      results: z.exactOptional(age),
      matches: z.exactOptional(age),
      deliveries: z.prefault(age, '90d'),
    })
    .prefault({}),
  tableKeyArn: keyArn.optional(),
  topicKeyArn: keyArn.optional(),
  keepData: z.boolean().default(true),
  logImageIds: z.enum(['readable', 'hashed']).default('readable'),
  names: z
    .strictObject({
      metadataTable: name.default(RESULTS.name),
      matchesTable: name.default(MATCHES.name),
      deliveriesTable: name.default(DELIVERIES.name),
      alertsTable: name.default(ALERTS.name),
      revealsTable: name.default(REVEALS.name),
      topic: name.default('ImageTextDetectionTopic'),
      function: name.default('TextDetectionLambda'),
      bus: name.default('glyphwatch'),
    })
    .prefault({}),
});

export type InfraSettings = z.output<ReturnType<typeof settingsSchema>>;

/** Reads the settings file; fails with `settings-invalid`, every mistake with its line. */
export function readInfraSettings(
  text: string,
  name: string,
  detectors: readonly DetectorProvider[] = DETECTORS,
): InfraSettings {
  const reading = readDocument(text, settingsSchema(detectors), { name });
  if (!reading.problems) return reading.value;
  throw new GlyphwatchError('settings-invalid', formatProblems(reading.problems));
}

function settingsSchema(detectors: readonly DetectorProvider[]) {
  const choice = detectorChoice(detectors);
  return settingsFields
    .extend({
      detector: z.optional(choice),
      /** Its name in earlier versions. */
      provider: z.optional(choice),
    })
    .refine(({ detector, provider }) => detector === undefined || provider === undefined, {
      path: ['provider'],
      error: 'is the old name of detector, which is also set: keep detector, remove provider',
      // Also when other fields have mistakes.
      when: ({ value }) => typeof value === 'object' && value !== null,
    })
    .refine(({ console, stack }) => !needsOwnDomain(console) || !RESERVED.test(stack), {
      path: ['stack'],
      error:
        'must not contain aws, amazon or cognito, which Cognito refuses in the address where people sign in',
    })
    .transform(({ detector, provider, operators, ...others }) => ({
      ...others,
      operators: operators ?? receiversOfFailures(others),
      detector: detector ?? provider ?? z.parse(choice, {}),
    }));
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
const RESERVED = /aws|amazon|cognito/i;

function needsOwnDomain({ enabled, issuer }: z.output<typeof deployedConsole>): boolean {
  return enabled && issuer === undefined;
}

/** A message about a failure has neither a severity nor a rule. */
function receiversOfFailures({
  subscribers,
  notifyOn,
}: Pick<z.output<typeof settingsFields>, 'subscribers' | 'notifyOn'>): string[] {
  if (!notifyOn.includes('failures')) return [];
  const receivers = subscribers.filter(
    ({ severities, rules, outcomes = ['FAILED'] }) =>
      !severities && !rules && outcomes.includes('FAILED'),
  );
  return [...new Set(receivers.map(({ email }) => email))];
}
