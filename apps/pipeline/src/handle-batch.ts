import type { SQSBatchResponse } from 'aws-lambda';
import type { QueueRecord } from './inbound/read-invocation.ts';

export interface BatchOptions {
  /** Records handled at once. */
  readonly concurrency: number;
  /** Resolves when the answer is due, whatever is still running. */
  readonly deadline: Promise<void>;
  /** Called for each record whose `work` failed; the record counts as not done. */
  readonly onFailure: (record: QueueRecord, error: unknown) => Promise<void>;
}

/**
 * Handles a batch and answers which messages SQS should deliver again. Lambda deletes every message that the answer does
 * not name, so the answer names all but those whose own `work` resolved to `done`. Rejects only when `onFailure` does, and
 * then the whole batch is retried.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function handleBatch(
  records: readonly QueueRecord[],
  work: (record: QueueRecord) => Promise<'done' | 'again'>,
  { concurrency, deadline, onFailure }: BatchOptions,
): Promise<SQSBatchResponse> {
  const done = new Set<QueueRecord>();
  const waiting = records.values();
  let isOver = false;
  const worker = async (): Promise<void> => {
    for (const record of waiting) {
      if (isOver) return;
      try {
        if ((await work(record)) === 'done') done.add(record);
      } catch (error) {
        await onFailure(record, error);
      }
    }
  };
  await Promise.race([Promise.all(Array.from({ length: concurrency }, worker)), deadline]);
  isOver = true;
  // A message that appears twice in a batch is done when both are.
  const again = new Set(
    records.filter((record) => !done.has(record)).map(({ messageId }) => messageId),
  );
  return { batchItemFailures: [...again].map((itemIdentifier) => ({ itemIdentifier })) };
}
