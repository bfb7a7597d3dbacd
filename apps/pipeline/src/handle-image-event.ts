import {
  type Clock,
  type Ids,
  type ImageAddress,
  imageIdOf,
  type ImageSource,
  type ResultStore,
  type ScanImage,
  type Untold,
} from '@glyphwatch/domain';
import { invalid } from './inbound/fields.ts';
import type { ImageEvent } from './inbound/image-event.ts';
import { describeError } from './observe/describe-error.ts';
import { describeImage, type ImageDescription } from './observe/describe-image.ts';
import { countOutcome, describeOutcome, type ImageOutcome } from './observe/describe-outcome.ts';
import type { Logger } from './observe/logger.ts';
import type { Metrics } from './observe/metrics.ts';

export interface ImageEventParts extends ImageDescription {
  readonly scanImage: Pick<ScanImage, 'scan'>;
  readonly store: Pick<ResultStore, 'find' | 'markGone'>;
  readonly openImage: (address: ImageAddress) => ImageSource;
  readonly ids: Pick<Ids, 'digest'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Events about other buckets are rejected: the function's role can read only this one. */
  readonly bucket: string;
}

/** Scans an uploaded image or marks a deleted one as gone, and logs and counts the outcome. */
export class HandleImageEvent {
  readonly #parts: ImageEventParts;

  constructor(parts: ImageEventParts) {
    this.#parts = parts;
  }

  /** `lastAttempt`: the queue will not deliver the event again. */
  async handle(event: ImageEvent, lastAttempt: boolean): Promise<ImageOutcome> {
    const { scanImage, openImage, ids, logger, metrics } = this.#parts;
    const { kind, upload } = event;
    const image = { event: kind, ...describeImage(upload, ids, this.#parts) };
    const startedAt = performance.now();
    try {
      this.#checkBucket(event);
      const outcome =
        kind === 'deleted'
          ? await this.#markGone(event)
          : await scanImage.scan({
              upload,
              image: openImage(upload.address),
              lastAttempt,
              run: event.run,
              ...(event.rereads ? { again: 'when-reading-changed' } : {}),
            });
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

  async #markGone({ upload, erasesVersion }: ImageEvent): Promise<ImageOutcome> {
    const { store, clock } = this.#parts;
    if (erasesVersion) {
      // If another version is current, the image still exists. A late upload event for the erased version will find
      // that it is gone.
      const current = await store.find(imageIdOf(upload.address));
      if (current?.version !== upload.version) {
        return { kind: 'ignored', reason: 'an older version was erased' };
      }
    }
    await store.markGone(upload, clock());
    return { kind: 'removed' };
  }
}

/** Nothing is lost by it: what they were to be told waits for the sweeper. */
function untoldIn(outcome: ImageOutcome): readonly Untold[] {
  return 'untold' in outcome ? outcome.untold : [];
}
