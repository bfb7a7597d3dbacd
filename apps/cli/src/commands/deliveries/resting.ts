import type { Deliveries, Delivery } from '@glyphwatch/domain';

/** What a channel that failed is to be told again waits for the channel; only its turn says so. */
export async function withRests(
  deliveries: Pick<Deliveries, 'look'>,
  rows: readonly Delivery[],
): Promise<readonly Delivery[]> {
  const waiting = rows.filter(({ state }) => state === 'waiting');
  const resting = new Map<string, Partial<Delivery>>();
  for (const channel of new Set(waiting.map((row) => row.channel))) {
    const { set, error, heldUntil, attempts } = (await deliveries.look(channel)).turn;
    if (!set || error === undefined) continue;
    const rest = { why: 'the channel failed', due: heldUntil, error, attempts };
    for (const id of set.deliveryIds) resting.set(id, rest);
  }
  return rows.map((row) => ({ ...row, ...(row.state === 'waiting' ? resting.get(row.id) : {}) }));
}
