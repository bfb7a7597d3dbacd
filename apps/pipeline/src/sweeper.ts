import {
  allOf,
  type Clock,
  type Deliveries,
  recordUnrecorded,
  type ResultStore,
  type Retention,
  type Telling,
} from '@glyphwatch/domain';
import { describeError } from './observe/describe-error.ts';
import type { Logger } from './observe/logger.ts';
import type { Metrics } from './observe/metrics.ts';

export interface SweeperParts {
  readonly telling: Pick<Telling, 'sweep'>;
  readonly retention: Pick<Retention, 'turn'>;
  readonly store: Pick<ResultStore, 'list' | 'listUnrecorded' | 'recordMatches' | 'clear'>;
  readonly deliveries: Pick<Deliveries, 'list'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** An image that stays PROCESSING for longer is stuck, milliseconds. */
  readonly stuckAfterMs: number;
}

const MAX_COUNTED = 100;

/** Tells what is due, records what crashes left unrecorded, counts what is stuck or was given up, and purges what is too old. */
export class Sweeper {
  readonly #parts: SweeperParts;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  async sweep(
    signal: AbortSignal,
  ): Promise<{ readonly recorded: number; readonly failed: number }> {
    const { telling, store, clock, logger, metrics } = this.#parts;
    try {
      // People do not wait for a history that cannot be written.
      const recording = recordUnrecorded(store, clock(), signal);
      const sweeping = telling.sweep({ signal });
      await allOf<unknown>([recording, sweeping]);
      const [recorded, untold] = [await recording, await sweeping];
      for (const { channel, error } of untold) {
        logger.warn('channel not told', { channel, ...describeError(error) });
      }
      const failed = untold.length;
      const [stuck, dead] = await Promise.all([this.#countStuck(), this.#countDead()]);
      metrics.add('Unfinished', failed);
      metrics.add('StuckProcessing', stuck);
      metrics.add('DeadDeliveries', dead);
      const purged = await this.#purge(signal);
      logger.info('sweep', { recorded, failed, stuck, dead, ...purged });
      return { recorded, failed };
    } finally {
      metrics.flush();
    }
  }

  /** Comes last: it can wait for the next turn, and notifications cannot. */
  async #purge(
    signal: AbortSignal,
  ): Promise<Record<'purgedResults' | 'purgedMatches' | 'purgedDeliveries', number>> {
    const { retention, logger } = this.#parts;
    const { results, matches, deliveries, failures } = await retention.turn(signal);
    for (const error of failures) logger.warn('image not purged', describeError(error));
    return { purgedResults: results, purgedMatches: matches, purgedDeliveries: deliveries };
  }

  async #countStuck(): Promise<number> {
    const { store, clock, stuckAfterMs } = this.#parts;
    const until = clock() - stuckAfterMs;
    const { items } = await store.list({ status: 'PROCESSING', until, limit: MAX_COUNTED });
    return items.length;
  }

  /** Given up in the last day. */
  async #countDead(): Promise<number> {
    const { deliveries, clock } = this.#parts;
    const { items } = await deliveries.list({
      ...{ state: 'refused', since: clock() - DEAD_SINCE_MS, limit: MAX_COUNTED },
    });
    return items.filter(({ endedAt = 0 }) => clock() - endedAt < DAY_MS).length;
  }
}

const DAY_MS = 24 * 3_600_000;
/** A delivery is given up days after it was added. */
const DEAD_SINCE_MS = 5 * DAY_MS;
