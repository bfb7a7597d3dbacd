import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { MappingResource, QueueResource } from '../template/read-resources.ts';
import { failedIds } from './failed-ids.ts';
import type { LambdaFunction } from './lambda-function.ts';

export interface PollerOptions {
  readonly mapping: MappingResource;
  readonly queue: QueueResource;
  readonly target: Pick<LambdaFunction, 'invoke'>;
  readonly endpoint: string;
  readonly region: string;
  /** Lambda polls with the permissions of the function's role. */
  readonly accessKeyId: string;
  /** Called when an invocation fails as a whole; its messages return after their visibility timeout. */
  readonly onFailure: (error: unknown) => void;
}

/* https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const MAX_BATCH = 10;
const WAIT_SECONDS = 20;
const AFTER_FAILURE_MS = 1_000;

/** Lambda's side of an event source mapping: receives, invokes, deletes what succeeded. */
export class QueuePoller {
  readonly #options: PollerOptions;
  readonly #client: SQSClient;
  readonly #stopping = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();

  constructor(options: PollerOptions) {
    const { endpoint, region, accessKeyId } = options;
    this.#options = options;
    const credentials = { accessKeyId, secretAccessKey: 'local' };
    this.#client = new SQSClient({ endpoint, region, credentials, maxAttempts: 1 });
  }

  /** Rejects when the role may not read the queue: AWS refuses such a mapping. */
  async start(): Promise<void> {
    const { queue, mapping } = this.#options;
    await this.#client.send(
      new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ['All'] }),
    );
    const loops = Array.from({ length: mapping.maxConcurrency }, () => this.#poll());
    this.#loops = Promise.all(loops);
  }

  /** Lets running invocations finish. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loops;
    this.#client.destroy();
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const batch = await this.#receiveBatch();
        if (batch.length > 0) await this.#work(batch);
      } catch (error) {
        if (error instanceof Error && error.name === 'AbortError') return;
        this.#options.onFailure(error);
        await sleep(AFTER_FAILURE_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** Waits for the first message, then for more until the batching window ends. */
  async #receiveBatch(): Promise<Message[]> {
    const { batchSize, windowSeconds } = this.#options.mapping;
    const batch = await this.#receive(Math.min(batchSize, MAX_BATCH), WAIT_SECONDS);
    const end = Date.now() + windowSeconds * 1000;
    while (batch.length > 0 && batch.length < batchSize && Date.now() < end) {
      const seconds = Math.min(WAIT_SECONDS, Math.ceil((end - Date.now()) / 1000));
      batch.push(...(await this.#receive(Math.min(batchSize - batch.length, MAX_BATCH), seconds)));
    }
    return batch;
  }

  async #receive(MaxNumberOfMessages: number, WaitTimeSeconds: number): Promise<Message[]> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#options.queue.url,
        MaxNumberOfMessages,
        WaitTimeSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: this.#stopping.signal },
    );
    return Messages;
  }

  async #work(batch: readonly Message[]): Promise<void> {
    const { target, mapping } = this.#options;
    const answer = await target.invoke({ Records: batch.map((message) => this.#record(message)) });
    const ids = batch.map(({ MessageId = '' }) => MessageId);
    const failed = mapping.reportsFailures ? failedIds(answer, ids) : new Set<string>();
    await this.#delete(batch.filter(({ MessageId = '' }) => !failed.has(MessageId)));
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
  #record({ MessageId, ReceiptHandle, Body, Attributes, MD5OfBody }: Message) {
    return {
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
      messageAttributes: {},
      md5OfBody: MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: this.#options.queue.arn,
      awsRegion: this.#options.region,
    };
  }

  async #delete(done: readonly Message[]): Promise<void> {
    for (let begin = 0; begin < done.length; begin += MAX_BATCH) {
      const Entries = done
        .slice(begin, begin + MAX_BATCH)
        .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      const QueueUrl = this.#options.queue.url;
      const { Failed = [] } = await this.#client.send(
        new DeleteMessageBatchCommand({ QueueUrl, Entries }),
      );
      if (Failed.length > 0) throw new Error(`${Failed.length} messages could not be deleted`);
    }
  }
}
