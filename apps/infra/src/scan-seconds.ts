import type { AwsNeeds } from '@glyphwatch/provider';

/** Longer than ten images take one after the other, retries included, while a service reads them. */
const SECONDS = 60;

/** How long the function may work on a batch, seconds; the queue's visibility and the lease of a claim follow from it. */
export function scanSeconds({
  timeoutSeconds = SECONDS,
}: Pick<AwsNeeds, 'timeoutSeconds'>): number {
  return timeoutSeconds;
}
