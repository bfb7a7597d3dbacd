import { isRecord } from '@glyphwatch/domain';

/**
 * The messages of a batch that Lambda would return to the queue: none if the answer names none, all if it names an
 * unknown one. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
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
