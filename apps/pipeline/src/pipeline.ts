import { type Clock, hasErrorCode, type Ids } from '@glyphwatch/domain';
import type { SQSBatchResponse } from 'aws-lambda';
import type { ImageEvent } from './inbound/image-event.ts';
import { type QueueRecord, readInvocation } from './inbound/read-invocation.ts';
import { readMessageBody } from './inbound/read-image-events.ts';
import { describeError } from './observe/describe-error.ts';
import { describeImage, type ImageDescription } from './observe/describe-image.ts';
import type { Logger, LogFields } from './observe/logger.ts';
import type { Metrics } from './observe/metrics.ts';
import { countReception } from './observe/count-reception.ts';
import { delayAfter, delayUntil, type Random } from './queue/backoff.ts';
import { handleBatch } from './queue/handle-batch.ts';
import type { MessageDelays } from './queue/message-delays.ts';
import type { ReceiveImage, Reception, Receiving } from './receive-image.ts';

export interface PipelineParts {
  readonly receiveImage: Pick<ReceiveImage, 'receive'>;
  readonly delays: MessageDelays;
  readonly ids: Pick<Ids, 'digest'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface PipelineOptions extends ImageDescription {
  readonly concurrency: number;
  /** After so many receives the queue moves a message to its dead-letter queue. */
  readonly maxReceiveCount: number;
}

/** What Lambda's context is asked for. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

/** Time to answer in, milliseconds: a function that is cut off has acknowledged nothing, but paid for all. */
const ANSWER_MS = 2_000;

/** Parses what the function was invoked with, has each image scanned, and answers what is to be delivered again. */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #options: PipelineOptions;

  constructor(parts: PipelineParts, options: PipelineOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** Rejects only before any work began, or for events that came without a queue: those are invoked again whole. */
  async handle(event: unknown, time: RemainingTime): Promise<SQSBatchResponse> {
    const invocation = readInvocation(event);
    try {
      if (invocation.kind === 'queue') return await this.#handleRecords(invocation.records, time);
      await this.#receiveAll(invocation.events);
      return { batchItemFailures: [] };
    } finally {
      this.#parts.metrics.flush();
    }
  }

  async #handleRecords(
    records: readonly QueueRecord[],
    time: RemainingTime,
  ): Promise<SQSBatchResponse> {
    const alarm = alarmAfter(time.getRemainingTimeInMillis() - ANSWER_MS);
    const { concurrency } = this.#options;
    try {
      const work = (record: QueueRecord) => this.#work(record);
      return await handleBatch(records, work, { concurrency, deadline: alarm.rang });
    } finally {
      alarm.stop();
    }
  }

  /** Events without a queue: all are tried, and one failure has Lambda invoke the function again with all of them. */
  async #receiveAll(events: readonly ImageEvent[]): Promise<void> {
    const lastAttempt = false;
    const receptions = await Promise.allSettled(
      events.map((event) => this.#receive(event, { lastAttempt })),
    );
    for (const reception of receptions) {
      if (reception.status === 'rejected') throw reception.reason;
      const { value } = reception;
      if (isInOtherHands(value)) throw new Error(`An image is ${value.kind}: invoke again later.`);
    }
  }

  async #work(record: QueueRecord): Promise<'done' | 'again'> {
    const { clock, random, logger, metrics } = this.#parts;
    const { receiveCount, messageId } = record;
    const lastAttempt = receiveCount >= this.#options.maxReceiveCount;
    try {
      const events = readMessageBody(record.body);
      if (events.length === 0) metrics.add('Ignored');
      const receptions = await Promise.all(
        events.map((event) => this.#receive(event, { lastAttempt })),
      );
      const waits = receptions.filter(isInOtherHands).map(({ leaseUntil }) => leaseUntil);
      if (waits.length === 0) return 'done';
      await this.#delay(record, delayUntil(Math.max(...waits), clock(), random));
      return 'again';
    } catch (error) {
      const isInvalid = hasErrorCode(error, 'upload-invalid');
      metrics.add(isInvalid ? 'InvalidMessages' : 'Failures');
      const fields = { messageId, receiveCount, lastAttempt, ...describeError(error) };
      logger.log(lastAttempt || isInvalid ? 'error' : 'warn', 'message not done', fields);
      await this.#delay(record, delayAfter(error, receiveCount, random));
      return 'again';
    }
  }

  async #receive(event: ImageEvent, receiving: Receiving): Promise<Reception> {
    const { receiveImage, logger, metrics, ids } = this.#parts;
    const image = describeImage(event.upload, ids, this.#options);
    try {
      const reception = await metrics.time('ImageMilliseconds', () =>
        receiveImage.receive(event, receiving),
      );
      countReception(reception, metrics);
      logger.log('info', 'image', { event: event.kind, ...image, ...describeReception(reception) });
      return reception;
    } catch (error) {
      logger.log('warn', 'image not done', {
        event: event.kind,
        ...image,
        ...describeError(error),
      });
      throw error;
    }
  }

  /** Without the delay the message comes back when its visibility runs out: later, not lost. */
  async #delay({ receiptHandle, messageId }: QueueRecord, seconds: number): Promise<void> {
    try {
      await this.#parts.delays.delay(receiptHandle, seconds);
    } catch (error) {
      this.#parts.logger.log('warn', 'delay refused', { messageId, ...describeError(error) });
    }
  }
}

function isInOtherHands(
  reception: Reception,
): reception is Extract<Reception, { kind: 'busy' | 'telling' }> {
  return reception.kind === 'busy' || reception.kind === 'telling';
}

/** Counts and names of rules; never text. */
function describeReception(reception: Reception): LogFields {
  const { kind } = reception;
  if (kind === 'kept') return { outcome: kind, reason: reception.reason };
  if (kind === 'busy' || kind === 'removed') return { outcome: kind };
  const { status, ruleMatches, attempts, detection, pending } = reception.result;
  const lines = detection?.lines.length ?? 0;
  const rules = ruleMatches.map(({ ruleId }) => ruleId);
  return { outcome: kind, status, lines, rules, attempts, pending: pending.length };
}

function alarmAfter(milliseconds: number): { readonly rang: Promise<void>; stop(): void } {
  // Not by a timer: it would wait for as long as work goes on without one.
  if (milliseconds <= 0) return { rang: Promise.resolve(), stop: () => undefined };
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  return { rang: promise, stop: () => clearTimeout(timer) };
}
