import type { FollowBucket, Ids, Untold } from '@glyphwatch/domain';
import { invalid } from './inbound/fields.ts';
import type { ImageEvent } from './inbound/image-event.ts';
import { describeError } from './observe/describe-error.ts';
import { describeImage, type ImageDescription } from './observe/describe-image.ts';
import { countOutcome, describeOutcome, type ImageOutcome } from './observe/describe-outcome.ts';
import type { Logger } from './observe/logger.ts';
import type { Metrics } from './observe/metrics.ts';

export interface ImageEventParts extends ImageDescription {
  readonly followBucket: Pick<FollowBucket, 'uploaded' | 'deleted'>;
  readonly ids: Pick<Ids, 'digest'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Events about other buckets are rejected: the function's role can read only this one. */
  readonly bucket: string;
}

/** Hands an upload or a deletion on, and logs and counts the outcome. */
export class HandleImageEvent {
  readonly #parts: ImageEventParts;

  constructor(parts: ImageEventParts) {
    this.#parts = parts;
  }

  /** `lastAttempt`: the queue will not deliver the event again. */
  async handle(event: ImageEvent, lastAttempt: boolean): Promise<ImageOutcome> {
    const { followBucket, ids, logger, metrics } = this.#parts;
    const { kind, upload, run, rereads } = event;
    const image = { event: kind, ...describeImage(upload, ids, this.#parts) };
    const startedAt = performance.now();
    try {
      this.#checkBucket(event);
      const again = rereads ? ({ again: 'when-reading-changed' } as const) : {};
      const about = { upload, lastAttempt, run, ...again };
      const outcome = await (kind === 'deleted'
        ? followBucket.deleted(about)
        : followBucket.uploaded(about));
      countOutcome(outcome, metrics);
      logger.info('image', { ...image, ...describeOutcome(outcome) });
      for (const { channel, error } of untoldIn(outcome)) {
        logger.warn('channel not told', { ...image, channel, ...describeError(error) });
      }
      return outcome;
    } catch (error) {
      logger.warn('image failed', { ...image, ...describeError(error) });
      throw error;
    } finally {
      metrics.addTimeSince('ImageMilliseconds', startedAt);
    }
  }

  #checkBucket({ upload }: ImageEvent): void {
    if (upload.address.bucket === this.#parts.bucket) return;
    throw invalid(
      'This event is about another bucket than the one this function watches. ' +
        'Correct the rule or notification that sent it, or deploy a pipeline for that bucket.',
    );
  }
}

/** Nothing is lost by it: what they were to be told waits for the sweeper. */
function untoldIn(outcome: ImageOutcome): readonly Untold[] {
  return 'untold' in outcome ? outcome.untold : [];
}
