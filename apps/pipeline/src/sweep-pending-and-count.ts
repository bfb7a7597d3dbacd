import type { Clock, Ids, ResultStore, SweepPending, SweepReport } from '@glyphwatch/domain';
import { describeError } from './observe/describe-error.ts';
import type { Logger } from './observe/logger.ts';
import type { Metrics } from './observe/metrics.ts';

export interface SweepingParts {
  readonly sweepPending: Pick<SweepPending, 'sweep'>;
  readonly store: Pick<ResultStore, 'list'>;
  readonly ids: Pick<Ids, 'digest'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface SweepingOptions {
  /** An image that stays PROCESSING for longer is stuck, milliseconds. */
  readonly stuckAfterMs: number;
}

const MAX_COUNTED = 100;

/** Sends notifications that crashes left pending, and counts images stuck in PROCESSING. */
export class SweepPendingAndCount {
  readonly #parts: SweepingParts;
  readonly #options: SweepingOptions;

  constructor(parts: SweepingParts, options: SweepingOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  async sweep(
    signal: AbortSignal,
  ): Promise<{ readonly finished: number; readonly failed: number }> {
    const { sweepPending, logger, metrics } = this.#parts;
    try {
      const report = await sweepPending.sweep({ signal });
      this.#logFailures(report);
      const counts = { finished: report.finished, failed: report.failures.length };
      const stuck = await this.#countStuck();
      metrics.add('Unfinished', counts.failed);
      metrics.add('StuckProcessing', stuck);
      logger.info('sweep', { ...counts, stuck });
      return counts;
    } finally {
      metrics.flush();
    }
  }

  #logFailures({ failures }: SweepReport): void {
    const { logger, ids } = this.#parts;
    for (const { imageId, error } of failures) {
      logger.warn('not told', { imageHash: ids.digest(imageId), ...describeError(error) });
    }
  }

  async #countStuck(): Promise<number> {
    const { store, clock } = this.#parts;
    const until = clock() - this.#options.stuckAfterMs;
    const { items } = await store.list({ status: 'PROCESSING', until, limit: MAX_COUNTED });
    return items.length;
  }
}
