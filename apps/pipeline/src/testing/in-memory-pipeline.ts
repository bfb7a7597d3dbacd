import {
  type ErrorCode,
  FollowBucket,
  type Keep,
  Retention,
  ScanImage,
  TELL_EACH,
  Telling,
} from '@glyphwatch/domain';
import {
  InMemoryDeliveries,
  InMemoryImages,
  InMemoryNotifier,
  InMemoryResultStore,
  InMemoryTextDetector,
  InMemoryWatchlist,
  InMemoryWatchlistSource,
  Outage,
} from '@glyphwatch/domain/in-memory';
import { NodeIds } from '@glyphwatch/node-ids';
import { HandleImageEvent } from '../handle-image-event.ts';
import { Logger } from '../observe/logger.ts';
import { measuredChannel, measuredDetector, measuredRules, timed } from '../observe/measured.ts';
import { Metrics } from '../observe/metrics.ts';
import { Pipeline } from '../pipeline.ts';
import { startTimer } from '../start-timer.ts';
import { Sweeper } from '../sweeper.ts';
import { BUCKET } from './events.ts';

export const PLENTY = { getRemainingTimeInMillis: () => 60_000 };
export const LEASE_MS = 120_000;

/** The pipeline in memory: the text of an image is its bytes, and the rule `gate` matches OUT. */
export function openPipeline({
  imageIds = 'readable',
  keep = {},
}: { imageIds?: 'readable' | 'hashed'; keep?: Keep } = {}) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const images = new InMemoryImages();
  const notifier = new InMemoryNotifier();
  const outbox = new InMemoryDeliveries(() => time.now);
  const stored = new InMemoryResultStore(outbox);
  const outages = {
    rules: new Outage(),
    detector: new Outage(),
    store: new Outage(),
    notifier: new Outage(),
    queue: new Outage(),
    bucket: new Outage(),
  };
  const time = { now: Date.UTC(2026, 0, 1) };
  const clock = () => time.now;
  const metrics = new Metrics(write, 'TextDetectionLambda');
  const logger = new Logger(write, 'debug');
  const ids = new NodeIds();
  const store = timed(outages.store.reach(stored), 'StoreMilliseconds', metrics);
  const channel = {
    name: 'topic',
    receives: new Set(['matched', 'failed'] as const),
    isDefault: true,
    telling: TELL_EACH,
  };
  const channels = [
    measuredChannel({ ...channel, notifier: outages.notifier.reach(notifier) }, metrics),
  ];
  const detector = measuredDetector(outages.detector.reach(new InMemoryTextDetector()), metrics, {
    costPerImage: 0.001,
  });
  const rules = new InMemoryWatchlistSource(new InMemoryWatchlist({ gate: 'OUT' }));
  const watchlists = measuredRules(outages.rules.reach(rules), metrics);
  const deliveries = outages.store.reach(outbox);
  const telling = new Telling({
    ...{ deliveries, channels, watchlists, clock, ids, random: () => 0 },
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
  });
  const looking = outages.bucket.reach(images);
  const scanning = { store, channels, telling, clock, detector, watchlists, ids, images: looking };
  const scanImage = new ScanImage({ ...scanning, leaseMs: LEASE_MS });
  const delayed: [string, number][] = [];
  const delays = outages.queue.reach({
    delay: async (handle: string, seconds: number) => void delayed.push([handle, seconds]),
  });
  const openImage = images.open.bind(images);
  const followBucket = new FollowBucket({ scanImage, store, images: looking, openImage, clock });
  const observed = { clock, logger, metrics };
  const handling = { followBucket, ids, logger, metrics };
  const handleImageEvent = new HandleImageEvent({ ...handling, bucket: BUCKET, imageIds });
  const pipeline = new Pipeline({
    handleImageEvent,
    delays,
    startTimer,
    random: () => 0,
    clock,
    logger,
    metrics,
    concurrency: 3,
    maxReceiveCount: 5,
  });
  const retention = new Retention({ store, deliveries, clock, keep });
  const sweeping = { telling, retention, store, deliveries, ...observed };
  const sweeper = new Sweeper({ ...sweeping, stuckAfterMs: 900_000 });
  const stop = (part: keyof typeof outages, code: ErrorCode) => outages[part].begin(code);
  const mend = (part: keyof typeof outages) => outages[part].end();
  return {
    pipeline,
    sweeper,
    images,
    notifier,
    store: stored,
    deliveries: outbox,
    lines,
    delayed,
    time,
    stop,
    mend,
  };
}

/** The embedded metrics in the log, merged. */
export function metricsIn(lines: readonly string[]): Record<string, number | readonly number[]> {
  const blobs = lines.map((line) => JSON.parse(line)).filter((line) => '_aws' in line);
  return Object.assign({}, ...blobs);
}
