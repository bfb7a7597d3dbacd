/**
 * - `PROCESSING` a process holds the claim, or died while it did (see `leaseUntil`)
 * - `MATCHED` / `NO_MATCH` / `NO_TEXT` the image was read and the rules were applied
 * - `UNSUPPORTED` not an image that can be read, with the reason
 * - `GONE` the image was deleted before or after it was read
 * - `FAILED` the last attempt failed, with the reason; the next delivery tries again
 */
export const STATUSES = [
  'PROCESSING',
  'MATCHED',
  'NO_MATCH',
  'NO_TEXT',
  'UNSUPPORTED',
  'GONE',
  'FAILED',
] as const;
export type Status = (typeof STATUSES)[number];

/** Statuses that another delivery of the same version does not change. */
export type FinalStatus = Exclude<Status, 'PROCESSING' | 'FAILED'>;

export function isFinal(status: Status): status is FinalStatus {
  return status !== 'PROCESSING' && status !== 'FAILED';
}
