import { type Clock, hasErrorCode } from '@glyphwatch/domain';
import type { SQSBatchResponse } from 'aws-lambda';
import { delayAfter, delayUntil, type Random } from './backoff.ts';
import { handleBatch } from './handle-batch.ts';
import type { HandleImageEvent } from './handle-image-event.ts';
import type { ImageEvent } from './inbound/image-event.ts';
import {
  type QueueRecord,
  readImageEvents,
  readMessageBody,
  readQueueRecords,
} from './inbound/read-invocation.ts';
import type { MessageDelays } from './message-delays.ts';
import { describeError } from './observe/describe-error.ts';
import type { ImageOutcome } from './observe/describe-outcome.ts';
import type { Logger } from './observe/logger.ts';
import type { Metrics } from './observe/metrics.ts';
import type { StartTimer } from './start-timer.ts';

export interface PipelineParts {
  readonly handleImageEvent: Pick<HandleImageEvent, 'handle'>;
  readonly delays: MessageDelays;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Messages handled at once. */
  readonly concurrency: number;
  /** After so many receives the queue moves a message to its dead-letter queue. */
  readonly maxReceiveCount: number;
}

/** What is used of Lambda's context. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

/** Reserved for the answer, milliseconds: a function that times out acknowledges nothing, however much it has done. */
const ANSWER_MS = 2_000;

/** Parses the invocation, handles each image, and answers which messages to deliver again. */
export class Pipeline {
  readonly #parts: PipelineParts;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  /** Rejects when it cannot read the invocation, or when an event without a queue has to be retried. */
  async handle(event: unknown, time: RemainingTime): Promise<SQSBatchResponse> {
    const { logger, metrics, concurrency } = this.#parts;
    const timeout = this.#timeoutAfter(time.getRemainingTimeInMillis() - ANSWER_MS);
    try {
      const records = readQueueRecords(event);
      if (records) {
        return await handleBatch(records, (record) => this.#handleMessage(record), {
          concurrency,
          deadline: timeout.ended.then(() => logger.warn('out of time')),
          onFailure: (record, error) => this.#deliverAgain(record, error),
        });
      }
      await this.#handleDirectly(readImageEvents(event));
      return { batchItemFailures: [] };
    } finally {
      timeout.stop();
      metrics.flush();
    }
  }

  async #handleMessage(record: QueueRecord): Promise<'done' | 'again'> {
    const { handleImageEvent, clock, random, metrics } = this.#parts;
    const events = readMessageBody(record.body);
    if (events.length === 0) metrics.add('Ignored');
    const lastAttempt = this.#isLastAttempt(record);
    const outcomes = await Promise.allSettled(
      events.map((event) => handleImageEvent.handle(event, lastAttempt)),
    );
    const leases = outcomes.map(valueOf).filter(isHeldElsewhere);
    if (leases.length === 0) return 'done';
    const freeAt = Math.max(...leases.map(({ leaseUntil }) => leaseUntil));
    await this.#delay(record, delayUntil(freeAt, clock(), random));
    return 'again';
  }

  /** Without a queue, Lambda retries the whole invocation after a failure. */
  async #handleDirectly(events: readonly ImageEvent[]): Promise<void> {
    const { handleImageEvent } = this.#parts;
    const outcomes = await Promise.allSettled(
      events.map((event) => handleImageEvent.handle(event, false)),
    );
    const held = outcomes.map(valueOf).find(isHeldElsewhere);
    if (held) throw new Error(`An image is ${held.kind}. Invoke the function again later.`);
  }

  async #deliverAgain(record: QueueRecord, error: unknown): Promise<void> {
    const { random, logger, metrics } = this.#parts;
    const isInvalid = hasErrorCode(error, 'upload-invalid');
    const lastAttempt = this.#isLastAttempt(record);
    const receiveCount = record.attributes.ApproximateReceiveCount;
    metrics.add(isInvalid ? 'InvalidMessages' : 'Failures');
    const { messageId } = record;
    logger[lastAttempt || isInvalid ? 'error' : 'warn']('message failed', {
      messageId,
      receiveCount,
      lastAttempt,
      ...describeError(error),
    });
    await this.#delay(record, delayAfter(error, receiveCount, random));
  }

  /** If that fails, the message returns when its visibility timeout ends: later, but not lost. */
  async #delay({ receiptHandle, messageId }: QueueRecord, seconds: number): Promise<void> {
    try {
      await this.#parts.delays.delay(receiptHandle, seconds);
    } catch (error) {
      this.#parts.logger.warn('message not postponed', { messageId, ...describeError(error) });
    }
  }

  #timeoutAfter(milliseconds: number): { readonly ended: Promise<void>; stop(): void } {
    // A timer would fire only after work had started.
    if (milliseconds <= 0) return { ended: Promise.resolve(), stop: () => undefined };
    const { promise, resolve } = Promise.withResolvers<void>();
    return { ended: promise, stop: this.#parts.startTimer(milliseconds, resolve) };
  }

  #isLastAttempt({ attributes }: QueueRecord): boolean {
    return attributes.ApproximateReceiveCount >= this.#parts.maxReceiveCount;
  }
}

function valueOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

/** Another process is scanning the image. */
function isHeldElsewhere(
  outcome: ImageOutcome,
): outcome is Extract<ImageOutcome, { kind: 'busy' }> {
  return outcome.kind === 'busy';
}
