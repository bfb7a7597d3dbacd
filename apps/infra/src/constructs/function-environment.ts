import { tellingOf } from '@glyphwatch/provider';
import { sns } from '@glyphwatch/sns-notifier/provider';
import { concurrencyFor } from '../concurrency.ts';
import { scanSeconds } from '../scan-seconds.ts';
import type { InfraSettings } from '../settings.ts';
import type { FunctionResources } from './function-resources.ts';
import { MAX_RECEIVE_COUNT } from './upload-queue.ts';

/** A claim outlives the function that took it, so nobody works on an image whose function still runs. */
const LEASE_PER_TIMEOUT = 2;

/** The variables of both functions; they check them on start. */
export function functionEnvironment(
  { bucketName, uploads, tables, topics, bus, rules, hashKey }: FunctionResources,
  {
    detector,
    notifyOn,
    telling,
    timezone = 'UTC',
    language,
    pictureLink,
    consoleAddress,
    logImageIds,
    keep,
  }: InfraSettings,
): Record<string, string> {
  const { callsPerSecond, costPerImage } = detector.needs;
  const { functions, images } = concurrencyFor(detector.needs);
  return {
    IMAGE_BUCKET: bucketName,
    QUEUE_URL: uploads.queue.queueUrl,
    MAX_RECEIVE_COUNT: String(MAX_RECEIVE_COUNT),
    METADATA_TABLE: tables.results.tableName,
    MATCHES_TABLE: tables.matches.tableName,
    DELIVERIES_TABLE: tables.deliveries.tableName,
    ALERTS_TABLE: tables.alerts.tableName,
    RULES_BUCKET: rules.bucket,
    RULES_KEY: rules.key,
    ...(rules.compiledKey === undefined ? {} : { RULES_COMPILED_KEY: rules.compiledKey }),
    TOPIC_ARN: topics.matches.topicArn,
    NOTIFY_ON: notifyOn.join(','),
    TELLING: JSON.stringify(tellingOf(telling, sns.abilities, timezone)),
    KEEP: JSON.stringify(keep),
    MESSAGE_LANGUAGE: language,
    TIMEZONE: timezone,
    PICTURE_LINK: pictureLink,
    ...(consoleAddress === undefined ? {} : { CONSOLE_ADDRESS: consoleAddress }),
    ...(hashKey ? { HASH_KEY_SECRET: hashKey.arn } : {}),
    ...(bus ? { EVENT_BUS_NAME: bus.eventBusName } : {}),
    CONCURRENCY: String(images),
    LEASE_SECONDS: String(LEASE_PER_TIMEOUT * scanSeconds(detector.needs)),
    DETECTOR: JSON.stringify(detector.settings),
    // The functions share the rate.
    CALLS_PER_SECOND: String(callsPerSecond / functions),
    COST_PER_IMAGE: String(costPerImage),
    ...(detector.second
      ? {
          SECOND_CALLS_PER_SECOND: String(detector.second.callsPerSecond / functions),
          SECOND_COST_PER_IMAGE: String(detector.second.costPerImage),
        }
      : {}),
    LOG_IMAGE_IDS: logImageIds,
  };
}
