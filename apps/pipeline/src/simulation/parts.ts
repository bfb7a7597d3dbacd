import {
  type ChannelTelling,
  FollowBucket,
  type NotifiedChannel,
  ReplayWatchlist,
  Retention,
  ScanImage,
  TELL_EACH,
  Telling,
} from '@glyphwatch/domain';
import { HandleImageEvent } from '../handle-image-event.ts';
import { Logger } from '../observe/logger.ts';
import { Metrics } from '../observe/metrics.ts';
import { Pipeline } from '../pipeline.ts';
import { Sweeper } from '../sweeper.ts';
import { BUCKET } from '../testing/events.ts';
import { GROUPED_CHANNEL } from './journal.ts';
import type { Process } from './process.ts';
import { LEASE_MS, MAX_RECEIVE_COUNT, type World } from './world.ts';

const GROUPED: ChannelTelling = { tell: 'grouped', everyMs: 15 * 60_000, atMost: 10 };

/** Who hears of what. Of people, one may get a message that fails for the other. */
export const CHANNELS = [
  {
    ...{ name: GROUPED_CHANNEL, recipients: ['ann', 'bob'], telling: GROUPED },
    receives: new Set(['matched', 'failed'] as const),
  },
  {
    ...{ name: 'machines', recipients: ['bus'], telling: TELL_EACH },
    receives: new Set(['matched', 'scanned'] as const),
  },
] as const;

/** Composing metrics would take more time than storing results. */
class NoMetrics extends Metrics {
  override add(): void {}
  override flush(): void {}
}

const NOT_MEASURED = new NoMetrics(() => undefined, 'f');

/** The function as `container.ts` composes it, in a process of a simulated world. */
export function partsOf(world: World, process: Process, random: () => number) {
  const { ids } = world;
  const { clock } = process;
  const store = process.reach('store', world.store);
  const deliveries = process.reach('deliveries', world.outbox);
  const watchlists = process.reach('watchlists', { current: async () => world.rules });
  const detector = process.reach('detector', world.detector());
  const channels: NotifiedChannel[] = CHANNELS.map(({ recipients, ...channel }) => ({
    ...channel,
    isDefault: true,
    notifier: process.reach('notifier', world.notifierTo(recipients)),
  }));
  const telling = new Telling({
    ...{ deliveries, channels, watchlists, clock, ids, random, pause: process.pause },
  });
  const acting = { store, channels, telling, clock, ids, leaseMs: LEASE_MS };
  const observed = {
    clock,
    logger: new Logger(world.logged, 'error'),
    metrics: NOT_MEASURED,
  };
  const images = process.reach('bucket', world.bucket);
  const followBucket = new FollowBucket({
    ...{ store, images, clock },
    scanImage: new ScanImage({ ...acting, detector, watchlists, images }),
    openImage: (address) => world.bucket.open(address),
  });
  const handleImageEvent = new HandleImageEvent({
    ...{ ...observed, followBucket, ids, bucket: BUCKET, imageIds: 'readable' },
  });
  return {
    pipeline: new Pipeline({
      ...{ ...observed, handleImageEvent, random, concurrency: 5 },
      startTimer: process.startTimer,
      delays: process.reach('queue', world.queue),
      maxReceiveCount: MAX_RECEIVE_COUNT,
    }),
    sweeper: new Sweeper({
      ...{ ...observed, telling, store, deliveries, stuckAfterMs: 900_000 },
      retention: new Retention({ store, deliveries, clock, keep: {} }),
    }),
    replay: new ReplayWatchlist({ ...acting, pause: process.pause }),
  };
}
