import type { SQSClient } from '@aws-sdk/client-sqs';
import { GlyphwatchError } from '@glyphwatch/domain';
import { Pace } from '@glyphwatch/http-calls/pace';
import { count } from '../../../terminal/show.ts';
import { arnPartsOf } from '../arns.ts';
import type { ListedImage } from './list-images.ts';
import type { Plan } from './plan.ts';
import { BATCH, sendBatch } from '../send-messages.ts';
import { type Rereading, uploadEvent } from './upload-event.ts';

export interface BackfillParts extends Plan, Rereading {
  readonly client: SQSClient;
  readonly onSent: () => void;
}

/** Sends images to the upload queue no faster than the pipeline reads them, and remembers how far it got. */
export class BackfillSender {
  readonly #parts: BackfillParts;
  readonly #pace: Pace;
  sent = 0;
  /** Everything up to this key has been sent; `undefined` before the first. */
  lastKey: string | undefined;

  constructor(parts: BackfillParts) {
    this.#parts = parts;
    this.#pace = new Pace(parts.perSecond);
  }

  /** Once aborted, it sends nothing after the current batch. */
  async send(images: AsyncIterable<ListedImage>, signal: AbortSignal): Promise<void> {
    let batch: ListedImage[] = [];
    for await (const image of images) {
      if (signal.aborted) return;
      if (!this.#parts.filter.accepts(image)) continue;
      batch.push(image);
      if (batch.length < BATCH) continue;
      await this.#sendTogether(batch, signal);
      batch = [];
    }
    if (batch.length > 0) await this.#sendTogether(batch, signal);
  }

  async #sendTogether(batch: readonly ListedImage[], signal: AbortSignal): Promise<void> {
    for (const _ of batch) {
      await this.#pace.next();
      if (signal.aborted) return;
    }
    const { client, deployment, onSent } = this.#parts;
    const { Bucket, Queue } = deployment.outputs;
    const arns = arnPartsOf(deployment);
    const bodies = batch.map((image) => uploadEvent(Bucket, image, arns, this.#parts));
    const refused = await sendBatch(client, Queue, bodies);
    if (refused.length > 0) {
      const events = count(refused.length, 'event');
      const message = `The queue rejected ${events} after several attempts. Wait a few minutes, then resume.`;
      throw new GlyphwatchError('source-unavailable', message);
    }
    this.sent += batch.length;
    this.lastKey = batch.at(-1)?.key;
    for (const _ of batch) onSent();
  }
}
