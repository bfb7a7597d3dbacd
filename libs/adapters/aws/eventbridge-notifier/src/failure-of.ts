import { notifierFailure } from '@glyphwatch/aws-failures';
import type { GlyphwatchError } from '@glyphwatch/domain';

const RETRYABLE_ENTRY_CODES = ['InternalFailure', 'ThrottlingException'];

export function isRetryable(entryCode: string): boolean {
  return RETRYABLE_ENTRY_CODES.includes(entryCode);
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
export function failureOfEntry(entryCode: string, busName: string): GlyphwatchError {
  // An entry has no status of its own; 400 makes an unknown code a refusal.
  const error = Object.assign(new Error(`PutEvents entry: ${entryCode}`), {
    name: entryCode,
    $metadata: { httpStatusCode: 400 },
  });
  return failureOf(error, busName);
}

export function failureOf(error: unknown, busName: string): GlyphwatchError {
  return notifierFailure(error, {
    service: `the event bus ${busName}`,
    advice: { denied: 'Give the role events:PutEvents on it.' },
  });
}
