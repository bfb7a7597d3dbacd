import type { SQSBatchResponse } from 'aws-lambda';
import type { QueueRecord } from '../inbound/read-invocation.ts';

export interface BatchOptions {
  /** Records in work at once. */
  readonly concurrency: number;
  /** Resolves when the answer must go out, whatever is still in work. */
  readonly deadline: Promise<void>;
}

/**
 * Works on the records of a batch and answers which are to be delivered again. Lambda deletes every message that the
 * answer does not name, so the answer is made of what is *not* proven done: a record counts as done only when its own
 * promise has resolved to `done`. Never throws and never rejects, whatever `work` does.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function handleBatch(
  records: readonly QueueRecord[],
  work: (record: QueueRecord) => Promise<'done' | 'again'>,
  { concurrency, deadline }: BatchOptions,
): Promise<SQSBatchResponse> {
  const done = new Set<QueueRecord>();
  const waiting = records.values();
  let isOver = false;
  const worker = async (): Promise<void> => {
    for (const record of waiting) {
      if (isOver) return;
      if ((await settled(work, record)) === 'done') done.add(record);
    }
  };
  await Promise.race([Promise.all(Array.from({ length: concurrency }, worker)), deadline]);
  isOver = true;
  // A message that came twice in one batch is done when both are.
  const again = new Set(
    records.filter((record) => !done.has(record)).map(({ messageId }) => messageId),
  );
  return { batchItemFailures: [...again].map((itemIdentifier) => ({ itemIdentifier })) };
}

async function settled(
  work: (record: QueueRecord) => Promise<'done' | 'again'>,
  record: QueueRecord,
): Promise<'done' | 'again'> {
  try {
    return await work(record);
  } catch {
    return 'again';
  }
}
