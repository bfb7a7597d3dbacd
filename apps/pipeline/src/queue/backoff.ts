import { hasErrorCode } from '@glyphwatch/domain';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html */
export const MAX_VISIBILITY_SECONDS = 12 * 60 * 60;

const FIRST_DELAY_SECONDS = 10;
const MAX_DELAY_SECONDS = 15 * 60;
/** What will fail again goes to the dead-letter queue soon, where people see it. */
const HOPELESS_DELAY_SECONDS = 1;
/** So that those who wait for one claim do not all come back in one second. */
const SPREAD_SECONDS = 5;

/** A number in 0…1, as `Math.random` gives. */
export type Random = () => number;

/**
 * How long a message whose work failed stays invisible: 10 s, 20 s, 40 s … 15 min, each shortened at random by up to
 * a half. With 20 receives that bridges an outage of about 3 hours.
 */
export function delayAfter(error: unknown, receiveCount: number, random: Random): number {
  if (hasErrorCode(error, 'upload-invalid')) return HOPELESS_DELAY_SECONDS;
  const longest = Math.min(FIRST_DELAY_SECONDS * 2 ** (receiveCount - 1), MAX_DELAY_SECONDS);
  return Math.ceil(longest * (1 - random() / 2));
}

/** How long a message stays invisible whose image is in other hands until `leaseUntil`. */
export function delayUntil(leaseUntil: number, now: number, random: Random): number {
  const seconds = Math.max(0, (leaseUntil - now) / 1000) + random() * SPREAD_SECONDS;
  return Math.min(Math.ceil(seconds) + 1, MAX_VISIBILITY_SECONDS);
}
