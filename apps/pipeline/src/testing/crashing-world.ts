import { FollowBucket, ScanImage, TELL_EACH, Telling } from '@glyphwatch/domain';
import {
  InMemoryDeliveries,
  InMemoryImages,
  InMemoryNotifier,
  InMemoryResultStore,
  InMemoryTextDetector,
  InMemoryWatchlist,
  InMemoryWatchlistSource,
  intercept,
} from '@glyphwatch/domain/in-memory';
import { NodeIds } from '@glyphwatch/node-ids';
import { HandleImageEvent } from '../handle-image-event.ts';
import { Logger } from '../observe/logger.ts';
import { Metrics } from '../observe/metrics.ts';
import { Pipeline } from '../pipeline.ts';
import { startTimer } from '../start-timer.ts';
import { BUCKET, ETAG, eventBridgeEvent, sqsRecord } from './events.ts';
import { LEASE_MS, PLENTY } from './in-memory-pipeline.ts';

/** The call at which the function dies, before or after it takes effect. */
export interface Crash {
  readonly when: 'before' | 'after';
  readonly call: 'store.claim' | 'detector.detectText' | 'store.commit' | 'notifier.notify';
}

export type Ending = 'crashed' | 'acknowledged' | 'again';

const KEY = 'gate.png';

/** What outlives a function: store, channel, images and clock. Each delivery is a process of its own, which may die. */
export function openCrashingWorld() {
  const images = new InMemoryImages();
  const notifier = new InMemoryNotifier();
  const outbox = new InMemoryDeliveries(() => time.now);
  const store = new InMemoryResultStore(outbox);
  const detector = new InMemoryTextDetector();
  const time = { now: Date.UTC(2026, 0, 1) };
  const clock = () => time.now;
  const receives = new Set(['matched', 'failed'] as const);
  const paid = { times: 0 };
  images.put({ bucket: BUCKET, key: KEY }, 'KEEP OUT', { version: ETAG });

  function startProcess(crash?: Crash) {
    const death = Promise.withResolvers<'crashed'>();
    const never = new Promise<never>(() => undefined);
    let isDead = false;
    const dieAt = (when: Crash['when'], call: string): boolean => {
      isDead ||= crash?.when === when && crash.call === call;
      if (isDead) death.resolve('crashed');
      return isDead;
    };
    const mortal = <Port extends object>(name: string, port: Port): Port =>
      intercept(port, async (method, proceed) => {
        if (dieAt('before', `${name}.${method}`)) return never;
        if (name === 'detector') paid.times += 1;
        const value = await proceed();
        return dieAt('after', `${name}.${method}`) ? never : value;
      });
    const parts = {
      store: mortal('store', store),
      channels: [
        {
          ...{ name: 'topic', receives, isDefault: true, telling: TELL_EACH },
          notifier: mortal('notifier', notifier),
        },
      ],
      clock,
    };
    const watchlists = new InMemoryWatchlistSource(new InMemoryWatchlist({ gate: 'OUT' }));
    const ids = new NodeIds();
    const telling = new Telling({
      ...{ ...parts, deliveries: mortal('deliveries', outbox), watchlists, ids },
      random: () => 0,
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
    });
    const scanImage = new ScanImage({
      ...parts,
      telling,
      detector: mortal('detector', detector),
      watchlists,
      ids,
      images,
      leaseMs: LEASE_MS,
    });
    const followBucket = new FollowBucket({
      ...{ scanImage, images, openImage: images.open.bind(images) },
      ...{ store: parts.store, clock },
    });
    const write = () => undefined;
    const observed = {
      clock,
      logger: new Logger(write, 'error'),
      metrics: new Metrics(write, 'f'),
    };
    const handleImageEvent = new HandleImageEvent({
      followBucket,
      ids,
      ...observed,
      bucket: BUCKET,
      imageIds: 'readable',
    });
    const delays = { delay: () => Promise.resolve() };
    const pipeline = new Pipeline({
      handleImageEvent,
      delays,
      startTimer,
      random: () => 0,
      ...observed,
      concurrency: 1,
      maxReceiveCount: 20,
    });
    return { pipeline, telling, death: death.promise };
  }

  return {
    time,
    notifier,
    paid,
    stored: () => store.find(`${BUCKET}/${KEY}`),
    /** Channels that are still to be told. */
    waiting: async () => {
      const { items } = await outbox.list({ state: 'waiting', limit: 10 });
      return items.map(({ channel }) => channel);
    },
    async deliver(crash?: Crash): Promise<Ending> {
      const { pipeline, death } = startProcess(crash);
      const event = { Records: [sqsRecord(eventBridgeEvent({ key: KEY }))] };
      const answer = await Promise.race([pipeline.handle(event, PLENTY), death]);
      if (answer === 'crashed') return answer;
      return answer.batchItemFailures.length === 0 ? 'acknowledged' : 'again';
    },
    /** Resolves to how many channels could not be told. */
    async sweep(): Promise<number> {
      return (await startProcess().telling.sweep()).length;
    },
  };
}
