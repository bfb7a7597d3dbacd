import { DEFAULT_MESSAGES_PER_SECOND } from '@glyphwatch/sns-notifier';

/**
 * More than ten in a second to one mailbox suspend its subscription. What is below leaves room for functions that take
 * turns. https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
 */
const ALL_TOGETHER = 8;
/** It tells what crashes left untold, beside the functions that the queue keeps busy. */
const SWEEPERS = 1;

/** What each process may publish so that all of them together stay below what a mailbox takes. */
export function messagesPerSecond(functions: number): number {
  const share = ALL_TOGETHER / (functions + SWEEPERS);
  return Math.min(DEFAULT_MESSAGES_PER_SECOND, Math.floor(share * 1000) / 1000);
}
