import { RekognitionTextDetector } from '@glyphwatch/rekognition-text-detector';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  type Clock,
  type Ids,
  type NotifiedChannel,
  type ResultStore,
  ScanImage,
  SweepPending,
  type TextDetector,
  type WatchlistSource,
} from '@glyphwatch/domain';
import { DynamoResultStore } from '@glyphwatch/dynamodb-result-store';
import { Container, type ServiceIdentifier } from 'inversify';
import { DYNAMODB, REKOGNITION } from './calls/json-client.ts';
import { openClient, openObjectClient } from './calls/open-client.ts';
import { Logger, type Write } from './observe/logger.ts';
import {
  measuredChannel,
  measuredDetector,
  measuredRules,
  measuredStore,
} from './observe/measured.ts';
import { Metrics } from './observe/metrics.ts';
import {
  DeferredDelays,
  DeferredImage,
  DeferredNotifier,
  DeferredWatchlistSource,
} from './parts/deferred.ts';
import { NodeIds } from '@glyphwatch/node-ids';
import { Pipeline } from './pipeline.ts';
import type { MessageDelays } from './queue/message-delays.ts';
import { ReceiveImage } from './receive-image.ts';
import { BUS_HEARS, type PipelineSettings } from './settings.ts';
import { SweepPendingAndCount } from './sweep-pending-and-count.ts';

const token = <T>(name: string) =>
  Symbol.for(`glyphwatch.pipeline.${name}`) as ServiceIdentifier<T>;

export const TOKENS = {
  clock: token<Clock>('clock'),
  ids: token<Ids>('ids'),
  logger: token<Logger>('logger'),
  metrics: token<Metrics>('metrics'),
  objects: token<Pick<S3Client, 'send'>>('objects'),
  textDetector: token<TextDetector>('text-detector'),
  watchlistSource: token<WatchlistSource>('watchlist-source'),
  resultStore: token<ResultStore>('result-store'),
  channels: token<readonly NotifiedChannel[]>('channels'),
  scanImage: token<ScanImage>('scan-image'),
  receiveImage: token<ReceiveImage>('receive-image'),
  delays: token<MessageDelays>('delays'),
  pipeline: token<Pipeline>('pipeline'),
  sweepPending: token<SweepPending>('sweep-pending'),
  sweeper: token<SweepPendingAndCount>('sweeper'),
} as const;

/** Rekognition reads no more. */
const MAX_IMAGE_BYTES = 15 * 1024 * 1024;

/** The parts list, in the order in which an image meets the parts. Nothing is made before somebody asks for it. */
export function buildContainer(settings: PipelineSettings, write: Write): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  const name = settings.AWS_LAMBDA_FUNCTION_NAME;
  container.bind(TOKENS.clock).toConstantValue(() => Date.now());
  container.bind(TOKENS.ids).toResolvedValue(() => new NodeIds());
  container.bind(TOKENS.logger).toResolvedValue(() => new Logger(write, settings.LOG_LEVEL));
  container.bind(TOKENS.metrics).toResolvedValue(() => new Metrics(write, name));
  container.bind(TOKENS.objects).toResolvedValue(() => openObjectClient());
  container.bind(TOKENS.textDetector).toResolvedValue(
    (metrics, objects) =>
      measuredDetector(
        new RekognitionTextDetector(openClient(REKOGNITION), {
          askObject: async (address) => {
            const { askObject } = await import('./parts/ask-object.ts');
            return askObject(objects)(address);
          },
          minConfidence: settings.MIN_CONFIDENCE,
          callsPerSecond: settings.CALLS_PER_SECOND,
        }),
        metrics,
        settings.COST_PER_IMAGE,
      ),
    [TOKENS.metrics, TOKENS.objects],
  );
  container.bind(TOKENS.watchlistSource).toResolvedValue(
    (objects, logger, metrics) =>
      measuredRules(
        new DeferredWatchlistSource(async () => {
          const { openRules } = await import('./parts/open-rules.ts');
          return openRules(objects, settings, (problem) => {
            metrics.add('WatchlistProblems');
            logger.log('error', 'watchlist problem', { problem });
          });
        }),
        metrics,
      ),
    [TOKENS.objects, TOKENS.logger, TOKENS.metrics],
  );
  container.bind(TOKENS.resultStore).toResolvedValue(
    (metrics) =>
      measuredStore(
        new DynamoResultStore(openClient(DYNAMODB), {
          tableName: settings.METADATA_TABLE,
          matchesTableName: settings.MATCHES_TABLE,
        }),
        metrics,
      ),
    [TOKENS.metrics],
  );
  container
    .bind(TOKENS.channels)
    .toResolvedValue((metrics) => channels(settings, metrics), [TOKENS.metrics]);
  container.bind(TOKENS.scanImage).toResolvedValue(
    (detector, watchlists, store, channels, clock, ids) =>
      new ScanImage({
        detector,
        watchlists,
        store,
        channels,
        clock,
        ids,
        leaseMs: settings.LEASE_SECONDS * 1000,
      }),
    [
      TOKENS.textDetector,
      TOKENS.watchlistSource,
      TOKENS.resultStore,
      TOKENS.channels,
      TOKENS.clock,
      TOKENS.ids,
    ],
  );
  container.bind(TOKENS.receiveImage).toResolvedValue(
    (scanImage, store, objects, clock) =>
      new ReceiveImage({
        scanImage,
        store,
        clock,
        bucket: settings.IMAGE_BUCKET,
        openImage: (address) =>
          new DeferredImage(address, async () => {
            const { S3ImageSource } = await import('@glyphwatch/s3-image-source');
            return new S3ImageSource(objects, address, { maxBytes: MAX_IMAGE_BYTES });
          }),
      }),
    [TOKENS.scanImage, TOKENS.resultStore, TOKENS.objects, TOKENS.clock],
  );
  container.bind(TOKENS.delays).toResolvedValue(
    () =>
      new DeferredDelays(async () => {
        const { openDelays } = await import('./parts/open-delays.ts');
        return openDelays(settings.QUEUE_URL);
      }),
  );
  container.bind(TOKENS.pipeline).toResolvedValue(
    (receiveImage, delays, ids, clock, logger, metrics) =>
      new Pipeline(
        { receiveImage, delays, ids, clock, logger, metrics, random: Math.random },
        {
          concurrency: settings.CONCURRENCY,
          maxReceiveCount: settings.MAX_RECEIVE_COUNT,
          imageIds: settings.LOG_IMAGE_IDS,
        },
      ),
    [TOKENS.receiveImage, TOKENS.delays, TOKENS.ids, TOKENS.clock, TOKENS.logger, TOKENS.metrics],
  );
  container
    .bind(TOKENS.sweepPending)
    .toResolvedValue(
      (store, channels, clock) => new SweepPending({ store, channels, clock }),
      [TOKENS.resultStore, TOKENS.channels, TOKENS.clock],
    );
  container
    .bind(TOKENS.sweeper)
    .toResolvedValue(
      (sweepPending, store, ids, clock, logger, metrics) =>
        new SweepPendingAndCount(
          { sweepPending, store, ids, clock, logger, metrics },
          { stuckAfterMs: settings.STUCK_SECONDS * 1000 },
        ),
      [
        TOKENS.sweepPending,
        TOKENS.resultStore,
        TOKENS.ids,
        TOKENS.clock,
        TOKENS.logger,
        TOKENS.metrics,
      ],
    );
  return container;
}

/** People hear through the topic, machines through the bus. */
function channels(settings: PipelineSettings, metrics: Metrics): NotifiedChannel[] {
  const { NOTIFY_ON, TOPIC_ARN, MESSAGES_PER_SECOND, EVENT_BUS_NAME } = settings;
  const topic = new DeferredNotifier(async () => {
    const { openTopic } = await import('./parts/open-topic.ts');
    return openTopic(TOPIC_ARN, MESSAGES_PER_SECOND);
  });
  const people = { name: 'topic', hears: NOTIFY_ON, isDefault: true, notifier: topic };
  if (EVENT_BUS_NAME === undefined) return [measuredChannel(people, metrics)];
  const bus = new DeferredNotifier(async () => {
    const { openBus } = await import('./parts/open-bus.ts');
    return openBus(EVENT_BUS_NAME);
  });
  const machines = { name: 'bus', hears: BUS_HEARS, isDefault: true, notifier: bus };
  return [people, machines].map((channel) => measuredChannel(channel, metrics));
}
