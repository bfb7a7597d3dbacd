import { type ErrorCode, ScanImage, SweepPending } from '@glyphwatch/domain';
import {
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
import { measuredChannel, measuredDetector, measuredStore } from '../observe/measured.ts';
import { Metrics } from '../observe/metrics.ts';
import { Pipeline } from '../pipeline.ts';
import { SweepPendingAndCount } from '../sweep-pending-and-count.ts';
import { BUCKET } from './events.ts';

export const PLENTY = { getRemainingTimeInMillis: () => 60_000 };
export const LEASE_MS = 120_000;

/** The pipeline with every part in memory; images show their bytes as text, the rule `gate` waits for OUT. */
export function openPipeline({ imageIds = 'readable' }: { imageIds?: 'readable' | 'hashed' } = {}) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const images = new InMemoryImages();
  const notifier = new InMemoryNotifier();
  const kept = new InMemoryResultStore();
  const troubles = {
    detector: new Outage(),
    store: new Outage(),
    notifier: new Outage(),
    queue: new Outage(),
  };
  const time = { now: Date.UTC(2026, 0, 1) };
  const clock = () => time.now;
  const metrics = new Metrics(write, 'TextDetectionLambda');
  const logger = new Logger(write, 'debug');
  const ids = new NodeIds();
  const store = measuredStore(troubles.store.reach(kept), metrics);
  const channel = {
    name: 'topic',
    receives: new Set(['matched', 'failed'] as const),
    isDefault: true,
  };
  const channels = [
    measuredChannel({ ...channel, notifier: troubles.notifier.reach(notifier) }, metrics),
  ];
  const detector = measuredDetector(
    troubles.detector.reach(new InMemoryTextDetector()),
    metrics,
    0.001,
  );
  const watchlists = new InMemoryWatchlistSource(new InMemoryWatchlist({ gate: 'OUT' }));
  const telling = { store, channels, clock };
  const scanImage = new ScanImage({ ...telling, detector, watchlists, ids, leaseMs: LEASE_MS });
  const delayed: [string, number][] = [];
  const delays = troubles.queue.reach({
    delay: async (handle: string, seconds: number) => void delayed.push([handle, seconds]),
  });
  const openImage = images.open.bind(images);
  const observed = { ids, clock, logger, metrics };
  const handleImageEvent = new HandleImageEvent(
    { scanImage, store, openImage, ...observed },
    { bucket: BUCKET, imageIds },
  );
  const pipeline = new Pipeline(
    { handleImageEvent, delays, random: () => 0, clock, logger, metrics },
    { concurrency: 3, maxReceiveCount: 5 },
  );
  const sweeper = new SweepPendingAndCount(
    { sweepPending: new SweepPending(telling), store, ...observed },
    { stuckAfterMs: 900_000 },
  );
  const stop = (part: keyof typeof troubles, code: ErrorCode) => troubles[part].begin(code);
  const mend = (part: keyof typeof troubles) => troubles[part].end();
  return { pipeline, sweeper, images, notifier, store: kept, lines, delayed, time, stop, mend };
}

/** The embedded metrics among the lines, added up. */
export function metricsIn(lines: readonly string[]): Record<string, number | readonly number[]> {
  const blobs = lines.map((line) => JSON.parse(line)).filter((line) => '_aws' in line);
  return Object.assign({}, ...blobs);
}
