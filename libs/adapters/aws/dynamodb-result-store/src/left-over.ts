import { deliveryOf, type NewDelivery, type Notification, type RunMark } from '@glyphwatch/domain';

/**
 * A delivery that is still in its result: an earlier release kept all of them there, and one transaction takes only so
 * many. This is the earlier release's format, so that it can take over again.
 */
export interface LeftOver extends Notification {
  /** Not told before, milliseconds since 1970. */
  readonly heldUntil?: number;
  readonly run?: RunMark;
  readonly why?: string;
}

export function leftOver(delivery: NewDelivery, now: number): LeftOver {
  const { notification, waitMs, run, why } = delivery;
  return {
    ...notification,
    ...(waitMs > 0 ? { heldUntil: now + waitMs } : {}),
    ...(run ? { run } : {}),
    ...(why === undefined ? {} : { why }),
  };
}

export function deliveryOfLeftOver(one: LeftOver, now: number): NewDelivery {
  const { heldUntil = now, run, why, ...notification } = one;
  return deliveryOf(notification, {
    waitMs: Math.max(0, heldUntil - now),
    ...(run ? { run } : {}),
    ...(why === undefined ? {} : { why }),
  });
}
