import { DEFAULT_MESSAGES_PER_SECOND } from '@glyphwatch/sns-notifier';

/**
 * SNS suspends a mailbox that gets more than ten messages a second; two are left for functions that start and stop.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
 */
const ALL_TOGETHER = 8;
/** The sweeper sends, too, beside the functions that the queue keeps busy. */
const SWEEPERS = 1;

/** The share of each function, so that all of them together stay below what a mailbox accepts. */
export function messagesPerSecond(functions: number): number {
  const share = ALL_TOGETHER / (functions + SWEEPERS);
  return Math.min(DEFAULT_MESSAGES_PER_SECOND, Math.floor(share * 1000) / 1000);
}
