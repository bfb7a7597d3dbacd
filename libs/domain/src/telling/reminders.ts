import type { Notification } from '../notification.ts';
import type { Ids } from '../ports.ts';
import type { Delivery, NewDelivery } from './delivery.ts';
import type { ChannelTelling } from './policy.ts';

/** A reminder with a higher number is an escalation. */
export const MAX_REMINDERS = 3;
/** Why it waits. */
export const REMINDER = 'reminder unless judged';

/**
 * What is told again until somebody judges it: three reminders on the same channel, and one on the channel to escalate to.
 * Without reminders, critical matches escalate.
 */
export function remindersOf(
  told: Delivery,
  notification: Notification,
  { remind, escalate }: Pick<ChannelTelling, 'remind' | 'escalate'>,
  ids: Ids,
): NewDelivery[] {
  const { severity } = told;
  if (told.reminder || told.kind !== 'matched' || !severity) return [];
  const everyMs = remind?.[severity];
  const isEscalated = remind ? everyMs !== undefined : severity === 'critical';
  const numbers =
    everyMs === undefined ? [] : Array.from({ length: MAX_REMINDERS }, (_, n) => n + 1);
  return [
    ...numbers.map((number) => ({ to: told.channel, number, waitMs: number * (everyMs ?? 0) })),
    ...(escalate && isEscalated
      ? [{ to: escalate.to, number: MAX_REMINDERS + 1, waitMs: escalate.afterMs }]
      : []),
  ].map((about) => reminderOf(told, notification, about, ids));
}

function reminderOf(
  { id: of, kind, imageId, address, uploadedAt, severity, ruleIds, text, textKey }: Delivery,
  notification: Notification,
  { to, number, waitMs }: { readonly to: string; readonly number: number; readonly waitMs: number },
  ids: Ids,
): NewDelivery {
  const id = ids.digest(of, to, `${number}`);
  return {
    ...{ id, channel: to, kind, imageId, address, uploadedAt, ruleIds, waitMs },
    ...(severity ? { severity } : {}),
    ...(text === undefined ? {} : { text }),
    ...(textKey === undefined ? {} : { textKey }),
    why: REMINDER,
    reminder: { of, number, afterMs: waitMs },
    notification: { ...notification, id, channel: to, reminder: number },
  };
}
