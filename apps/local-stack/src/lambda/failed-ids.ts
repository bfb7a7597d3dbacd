import { isRecord } from '../template/is-record.ts';

/**
 * Which messages of a batch come back, by the rules of Lambda: nothing named means all are done; an answer that names
 * one wrongly means that all failed. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedIds(answer: unknown, messageIds: readonly string[]): ReadonlySet<string> {
  const all = new Set(messageIds);
  if (answer === null || answer === undefined || answer === '') return new Set();
  if (!isRecord(answer)) return all;
  const failures = answer['batchItemFailures'];
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return all;
  const ids = failures.map((failure) => isRecord(failure) && failure['itemIdentifier']);
  const areKnown = ids.every((id) => typeof id === 'string' && all.has(id));
  return areKnown ? new Set(ids.map(String)) : all;
}
