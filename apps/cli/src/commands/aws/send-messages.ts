import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ask } from './ask.ts';

/** SQS's limit for one request, sending as well as receiving. */
export const BATCH = 10;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_BATCH_BYTES = 1_048_576;
const MAX_TRIES = 5;
const FIRST_PAUSE_MS = 200;

/** A request is limited in messages and in bytes. */
export function inBatches<T>(items: readonly T[], bodyOf: (item: T) => string): T[][] {
  const batches: T[][] = [];
  let bytes = Infinity;
  for (const item of items) {
    const size = Buffer.byteLength(bodyOf(item));
    const last = batches.at(-1);
    if (last && last.length < BATCH && bytes + size <= MAX_BATCH_BYTES) {
      last.push(item);
      bytes += size;
    } else {
      batches.push([item]);
      bytes = size;
    }
  }
  return batches;
}

/**
 * Sends a batch and resolves to the indexes of the messages that the queue rejected. A batch can succeed with failed
 * entries inside: those that failed on SQS's side are retried, the others would only fail again.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export async function sendBatch(
  client: SQSClient,
  QueueUrl: string,
  bodies: readonly string[],
  wait: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<readonly number[]> {
  const refused: number[] = [];
  let unsent = bodies.map((body, index) => ({ Id: String(index), MessageBody: body }));
  for (let tries = 1; unsent.length > 0; tries += 1) {
    const command = new SendMessageBatchCommand({ QueueUrl, Entries: unsent });
    const { Failed = [] } = await ask('sqs:SendMessage', client.send(command));
    const fault = new Map(Failed.map(({ Id, SenderFault = false }) => [Id, SenderFault]));
    const isLast = tries === MAX_TRIES;
    for (const [id, isOurs] of fault) if (isOurs || isLast) refused.push(Number(id));
    unsent = isLast ? [] : unsent.filter(({ Id }) => fault.get(Id) === false);
    if (unsent.length > 0) await wait(FIRST_PAUSE_MS * 2 ** (tries - 1));
  }
  return refused.sort((a, b) => a - b);
}
