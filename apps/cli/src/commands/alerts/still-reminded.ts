import type { Deliveries, Delivery } from '@glyphwatch/domain';

const MOST = 1000;

/**
 * What people go on being reminded of although they judged something else of the same message: a digest has reminders of its
 * worst match only.
 */
export async function stillReminded(
  deliveries: Pick<Deliveries, 'list'>,
  judged: readonly Delivery[],
): Promise<readonly Delivery[]> {
  const messages = new Set(judged.flatMap(({ message }) => message ?? []));
  if (messages.size === 0) return [];
  const waiting = await deliveries.list({ state: 'waiting', limit: MOST });
  const ids = [...new Set(waiting.items.flatMap(({ reminder }) => reminder?.of ?? []))];
  if (ids.length === 0) return [];
  const { items } = await deliveries.list({ ids, limit: MOST });
  return items.filter(({ message = '' }) => messages.has(message));
}
