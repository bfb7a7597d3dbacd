import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import {
  type Clock,
  type Deliveries,
  type Ids,
  type ImageSource,
  type NotifiedChannel,
  type Notifier,
  type ResultStore,
  Retention,
  ScanImage,
  SecondOpinion,
  TELL_EACH,
  Telling,
  type TextDetector,
  type WatchlistSource,
} from '@glyphwatch/domain';
import { DynamoResultStore } from '@glyphwatch/dynamodb-result-store';
import { NodeIds } from '@glyphwatch/node-ids';
import { type AskObject, onFirstUse, type OpenedLater } from '@glyphwatch/provider';
import type { S3Images } from '@glyphwatch/s3-image-source/open';
import { Container, type ServiceIdentifier } from 'inversify';
import { channelsOf } from './channels.ts';
import { HandleImageEvent } from './handle-image-event.ts';
import type { MessageDelays } from './message-delays.ts';
import { Logger, type Write } from './observe/logger.ts';
import { measuredChannel, measuredDetector, measuredRules, timed } from './observe/measured.ts';
import { Metrics } from './observe/metrics.ts';
import { rememberingPartRead } from './part-read.ts';
import { Pipeline } from './pipeline.ts';
import type { PipelineSettings } from './settings.ts';
import { Sweeper } from './sweeper.ts';

const token = <T>(name: string) =>
  Symbol.for(`glyphwatch.pipeline.${name}`) as ServiceIdentifier<T>;

export const TOKENS = {
  clock: token<Clock>('clock'),
  ids: token<Ids>('ids'),
  logger: token<Logger>('logger'),
  metrics: token<Metrics>('metrics'),
  images: token<OpenedLater<S3Images>>('images'),
  textDetector: token<TextDetector>('text-detector'),
  watchlistSource: token<WatchlistSource>('watchlist-source'),
  dynamoStore: token<DynamoResultStore>('dynamo-store'),
  resultStore: token<ResultStore>('result-store'),
  deliveries: token<Deliveries>('deliveries'),
  channels: token<readonly NotifiedChannel[]>('channels'),
  telling: token<Telling>('telling'),
  retention: token<Retention>('retention'),
  scanImage: token<ScanImage>('scan-image'),
  handleImageEvent: token<HandleImageEvent>('handle-image-event'),
  delays: token<MessageDelays>('delays'),
  pipeline: token<Pipeline>('pipeline'),
  sweeper: token<Sweeper>('sweeper'),
} as const;

/** Larger images are rejected instead of being read into memory. */
const MAX_IMAGE_BYTES = 15 * 1024 * 1024;

/** Of a detector for its turn: the other images of the batch have to be read, too, before the function's time is over. */
const LONGEST_WAIT_MS = 10_000;

/** The parts list, in the order in which an image meets the parts. Each is created when it is first needed. */
export function buildContainer(settings: PipelineSettings, write: Write): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  bindSurroundings(container, settings, write);
  bindAdapters(container, settings);
  bindUseCases(container, settings);
  bindEntries(container, settings);
  return container;
}

function bindSurroundings(container: Container, settings: PipelineSettings, write: Write): void {
  const { LOG_LEVEL, AWS_LAMBDA_FUNCTION_NAME } = settings;
  container.bind(TOKENS.clock).toConstantValue(() => Date.now());
  container.bind(TOKENS.ids).toResolvedValue(() => new NodeIds());
  container.bind(TOKENS.logger).toResolvedValue(() => new Logger(write, LOG_LEVEL));
  container
    .bind(TOKENS.metrics)
    .toResolvedValue(() => new Metrics(write, AWS_LAMBDA_FUNCTION_NAME));
}

/** Most of a cold start is evaluating vendors' code, so what the first event may not need is imported on first use. */
function bindAdapters(container: Container, settings: PipelineSettings): void {
  const { QUEUE_URL } = settings;
  container.bind(TOKENS.images).toResolvedValue(() =>
    onFirstUse(async () => {
      const { openS3Images } = await import('@glyphwatch/s3-image-source/open');
      return openS3Images({ maxBytes: MAX_IMAGE_BYTES });
    }),
  );
  container
    .bind(TOKENS.textDetector)
    .toResolvedValue(
      ({ askObject }, metrics) => detector(settings, askObject, metrics),
      [TOKENS.images, TOKENS.metrics],
    );
  container.bind(TOKENS.watchlistSource).toResolvedValue(
    (logger, metrics) => {
      const onProblem = (problem: string): void => {
        metrics.add('WatchlistProblems');
        logger.error('watchlist problem', { problem });
      };
      const onOutdated = (notice: string): void =>
        logger.warn('compiled rules not used', { notice });
      return measuredRules(rules(settings, { onProblem, onOutdated }), metrics);
    },
    [TOKENS.logger, TOKENS.metrics],
  );
  bindStore(container, settings);
  container
    .bind(TOKENS.channels)
    .toResolvedValue(
      (metrics) => channels(settings).map((channel) => measuredChannel(channel, metrics)),
      [TOKENS.metrics],
    );
  container.bind(TOKENS.delays).toResolvedValue(() =>
    onFirstUse(async () => {
      const { sqsMessageDelays } = await import('./message-delays.ts');
      return sqsMessageDelays(QUEUE_URL);
    }),
  );
}

function bindStore(container: Container, settings: PipelineSettings): void {
  const { METADATA_TABLE: tableName, MATCHES_TABLE: matchesTableName } = settings;
  const { DELIVERIES_TABLE: deliveriesTableName, ALERTS_TABLE: alertsTableName, KEEP } = settings;
  const { dynamoStore, metrics } = TOKENS;
  container.bind(dynamoStore).toResolvedValue(() => {
    const client = new DynamoDBClient({ requestHandler: CLIENT_TIMEOUTS });
    const names = { tableName, matchesTableName, deliveriesTableName, alertsTableName };
    return new DynamoResultStore(client, { ...names, keepDeliveriesMs: KEEP.deliveries });
  });
  container
    .bind(TOKENS.resultStore)
    .toResolvedValue(
      (store, metrics) => timed<ResultStore>(store, 'StoreMilliseconds', metrics),
      [dynamoStore, metrics],
    );
  container
    .bind(TOKENS.deliveries)
    .toResolvedValue(
      ({ deliveries }, metrics) => timed<Deliveries>(deliveries, 'StoreMilliseconds', metrics),
      [dynamoStore, metrics],
    );
}

function detector(
  settings: PipelineSettings,
  askObject: AskObject,
  metrics: Metrics,
): TextDetector {
  const { DETECTOR, CONCURRENCY: parallel } = settings;
  const { first, whenTruncated } = DETECTOR;
  const opened = (chosen: typeof first, callsPerSecond: number) => {
    const parts = { parallel, callsPerSecond, longestWaitMs: LONGEST_WAIT_MS, askObject };
    return onFirstUse<TextDetector>(() => chosen.open(parts), { identity: chosen.identity });
  };
  const one = measuredDetector(opened(first, settings.CALLS_PER_SECOND), metrics, {
    costPerImage: settings.COST_PER_IMAGE,
  });
  if (!whenTruncated) return one;
  const second = opened(whenTruncated, settings.SECOND_CALLS_PER_SECOND);
  const costPerImage = settings.SECOND_COST_PER_IMAGE;
  const counted = measuredDetector(second, metrics, { costPerImage, count: 'SecondOpinions' });
  return new SecondOpinion(rememberingPartRead(one), counted);
}

function rules(
  settings: PipelineSettings,
  told: Readonly<Record<'onProblem' | 'onOutdated', (text: string) => void>>,
): WatchlistSource {
  const { RULES_BUCKET: bucket, RULES_KEY: key, HASH_KEY_SECRET: secretId } = settings;
  const { RULES_COMPILED_KEY: compiledKey, TIMEZONE: zone } = settings;
  return onFirstUse(async () => {
    const s3 = await import('@glyphwatch/s3-watchlist-source/open');
    const hashKey = secretId === undefined ? undefined : s3.keyInSecret(secretId);
    return s3.openS3WatchlistSource({ bucket, key, compiledKey, hashKey, zone, ...told });
  });
}

function channels(settings: PipelineSettings): NotifiedChannel[] {
  const { NOTIFY_ON, EVENT_BUS_NAME, TELLING } = settings;
  const { people, machines } = channelsOf(NOTIFY_ON);
  const toPeople = { ...people, telling: TELLING, notifier: topic(settings) };
  if (EVENT_BUS_NAME === undefined) return [toPeople];
  return [toPeople, { ...machines, telling: TELL_EACH, notifier: bus(EVENT_BUS_NAME) }];
}

function topic(settings: PipelineSettings): Notifier {
  const { TOPIC_ARN: topicArn, MESSAGE_LANGUAGE: language, TIMEZONE: zone } = settings;
  return onFirstUse(async () => {
    const [{ openSnsNotifier }, { pictureLink }] = await Promise.all([
      import('@glyphwatch/sns-notifier/open'),
      import('./picture-link.ts'),
    ]);
    return openSnsNotifier({
      topicArn,
      linkTo: await pictureLink(settings),
      locale: { language, zone },
    });
  });
}

function bus(busName: string): Notifier {
  return onFirstUse(async () => {
    const { openEventBridgeNotifier } = await import('@glyphwatch/eventbridge-notifier/open');
    return openEventBridgeNotifier({ busName });
  });
}

function bindUseCases(container: Container, { LEASE_SECONDS }: PipelineSettings): void {
  const { textDetector, watchlistSource, resultStore, channels, clock, ids } = TOKENS;
  const leaseMs = LEASE_SECONDS * 1000;
  container.bind(TOKENS.telling).toResolvedValue(
    (deliveries, channels, watchlists, clock, ids) =>
      new Telling({
        ...{ deliveries, channels, watchlists, clock, ids, random: Math.random },
        pause: (ms, options) => setTimeout(ms, undefined, options),
      }),
    [TOKENS.deliveries, channels, watchlistSource, clock, ids],
  );
  container
    .bind(TOKENS.scanImage)
    .toResolvedValue(
      (detector, watchlists, store, channels, telling, clock, ids) =>
        new ScanImage({ detector, watchlists, store, channels, telling, clock, ids, leaseMs }),
      [textDetector, watchlistSource, resultStore, channels, TOKENS.telling, clock, ids],
    );
}

function bindEntries(container: Container, settings: PipelineSettings): void {
  const { scanImage, telling, resultStore, deliveries, ids, clock, logger, metrics } = TOKENS;
  const { IMAGE_BUCKET, LOG_IMAGE_IDS, CONCURRENCY, MAX_RECEIVE_COUNT, STUCK_SECONDS } = settings;
  const { KEEP: keep } = settings;
  container
    .bind(TOKENS.retention)
    .toResolvedValue((store, clock) => new Retention({ store, clock, keep }), [resultStore, clock]);
  container.bind(TOKENS.handleImageEvent).toResolvedValue(
    (scanImage, store, images, ids, clock, logger, metrics) =>
      new HandleImageEvent({
        ...{ scanImage, store, ids, clock, logger, metrics },
        openImage: (address) => onFirstUse<ImageSource>(() => images.open(address), { address }),
        bucket: IMAGE_BUCKET,
        imageIds: LOG_IMAGE_IDS,
      }),
    [scanImage, resultStore, TOKENS.images, ids, clock, logger, metrics],
  );
  container.bind(TOKENS.pipeline).toResolvedValue(
    (handleImageEvent, delays, clock, logger, metrics) =>
      new Pipeline({
        ...{ handleImageEvent, delays, clock, logger, metrics },
        random: Math.random,
        concurrency: CONCURRENCY,
        maxReceiveCount: MAX_RECEIVE_COUNT,
      }),
    [TOKENS.handleImageEvent, TOKENS.delays, clock, logger, metrics],
  );
  const stuckAfterMs = STUCK_SECONDS * 1000;
  container.bind(TOKENS.sweeper).toResolvedValue(
    (telling, retention, store, deliveries, clock, logger, metrics) =>
      new Sweeper({
        ...{ telling, retention, store, deliveries, clock, logger, metrics, stuckAfterMs },
      }),
    [telling, TOKENS.retention, resultStore, deliveries, clock, logger, metrics],
  );
}
