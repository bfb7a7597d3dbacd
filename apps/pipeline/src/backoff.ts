import { hasErrorCode } from '@glyphwatch/domain';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html */
export const MAX_VISIBILITY_SECONDS = 12 * 60 * 60;

const FIRST_DELAY_SECONDS = 10;
const MAX_DELAY_SECONDS = 15 * 60;
/** A message that will always fail should soon reach the dead-letter queue, where people see it. */
const PERMANENT_FAILURE_DELAY_SECONDS = 1;
/** Jitter, so that messages waiting for the same lease do not all return in the same second. */
const JITTER_SECONDS = 5;

/** Like `Math.random`. */
export type Random = () => number;

/**
 * Exponential backoff with jitter for a message that failed: 10 s, 20 s, 40 s … 15 min, each shortened at random by up to
 * half. With 20 receives that bridges an outage of about 3 hours.
 */
export function delayAfter(error: unknown, receiveCount: number, random: Random): number {
  if (hasErrorCode(error, 'upload-invalid')) return PERMANENT_FAILURE_DELAY_SECONDS;
  const longest = Math.min(FIRST_DELAY_SECONDS * 2 ** (receiveCount - 1), MAX_DELAY_SECONDS);
  return Math.ceil(longest * (1 - random() / 2));
}

/** For a message whose image is leased by another process until `leaseUntil`. */
export function delayUntil(leaseUntil: number, now: number, random: Random): number {
  const seconds = Math.max(0, (leaseUntil - now) / 1000) + random() * JITTER_SECONDS;
  return Math.min(Math.ceil(seconds) + 1, MAX_VISIBILITY_SECONDS);
}
