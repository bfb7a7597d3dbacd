import type { Clock, Ids, ResultStore, SweepPending } from '@glyphwatch/domain';
import { describeError } from './observe/describe-error.ts';
import type { Logger } from './observe/logger.ts';
import type { Metrics } from './observe/metrics.ts';

export interface SweeperParts {
  readonly sweepPending: Pick<SweepPending, 'sweep'>;
  readonly store: Pick<ResultStore, 'list'>;
  readonly ids: Pick<Ids, 'digest'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** An image that stays PROCESSING for longer is stuck, milliseconds. */
  readonly stuckAfterMs: number;
}

const MAX_COUNTED = 100;

/** Sends notifications that crashes left pending, and counts images stuck in PROCESSING. */
export class Sweeper {
  readonly #parts: SweeperParts;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  async sweep(
    signal: AbortSignal,
  ): Promise<{ readonly finished: number; readonly failed: number }> {
    const { sweepPending, ids, logger, metrics } = this.#parts;
    try {
      const { finished, failures } = await sweepPending.sweep({ signal });
      for (const { imageId, error } of failures) {
        const imageHash = ids.digest(imageId);
        logger.warn('notification not sent', { imageHash, ...describeError(error) });
      }
      const failed = failures.length;
      const stuck = await this.#countStuck();
      metrics.add('Unfinished', failed);
      metrics.add('StuckProcessing', stuck);
      logger.info('sweep', { finished, failed, stuck });
      return { finished, failed };
    } finally {
      metrics.flush();
    }
  }

  async #countStuck(): Promise<number> {
    const { store, clock, stuckAfterMs } = this.#parts;
    const until = clock() - stuckAfterMs;
    const { items } = await store.list({ status: 'PROCESSING', until, limit: MAX_COUNTED });
    return items.length;
  }
}
