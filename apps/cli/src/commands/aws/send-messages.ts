import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ask } from './ask.ts';

/** The most messages that SQS takes or gives at once. */
export const BATCH = 10;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MOST_BATCH_BYTES = 1_048_576;
const MOST_TRIES = 5;
const FIRST_PAUSE_MS = 200;

/** Bodies of at most ten messages that fit into one request together. */
export function inBatches<T>(items: readonly T[], bodyOf: (item: T) => string): T[][] {
  const batches: T[][] = [];
  let bytes = Infinity;
  for (const item of items) {
    const size = Buffer.byteLength(bodyOf(item));
    const last = batches.at(-1);
    if (last && last.length < BATCH && bytes + size <= MOST_BATCH_BYTES) {
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
 * Sends a batch and resolves to the places of those that the queue did not take. A batch succeeds with failed entries
 * inside: those that failed on SQS's side are sent again, the others never will be taken.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export async function sendBatch(
  client: SQSClient,
  QueueUrl: string,
  bodies: readonly string[],
  wait: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<readonly number[]> {
  const refused: number[] = [];
  let open = bodies.map((body, index) => ({ Id: String(index), MessageBody: body }));
  for (let tries = 1; open.length > 0; tries += 1) {
    const command = new SendMessageBatchCommand({ QueueUrl, Entries: open });
    const { Failed = [] } = await ask('sqs:SendMessage', client.send(command));
    const fault = new Map(Failed.map(({ Id, SenderFault = false }) => [Id, SenderFault]));
    const isLast = tries === MOST_TRIES;
    for (const [id, isOurs] of fault) if (isOurs || isLast) refused.push(Number(id));
    open = isLast ? [] : open.filter(({ Id }) => fault.get(Id) === false);
    if (open.length > 0) await wait(FIRST_PAUSE_MS * 2 ** (tries - 1));
  }
  return refused.sort((a, b) => a - b);
}
