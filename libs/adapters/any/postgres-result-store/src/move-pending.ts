import { deliveryOf, type NewDelivery, type Notification, type Result } from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import { addDeliveries, valuesOf } from './delivery-rows.ts';
import { pack, unpack } from './pack.ts';

type Query = (text: string, values: unknown[]) => Promise<Row[]>;

/** What results of version 1 had to send and to record. */
interface Outbox extends Pick<Result, 'unrecorded'> {
  readonly pending: readonly (Notification & { readonly heldUntil?: number })[];
}

const BATCH = 200;
const FIND = `
  select key, moving from @.results where waiting_since is not null and moving is not null order by key limit ${BATCH}`;
/** Locked in order, so that processes that move at the same time do not meet in a deadlock. */
const MOVE = `
  with locked as (
    select r.key from @.results r where r.key = any ($1::bytea[]) and r.moving is not null order by r.key for update
  ),
  moved as (
    update @.results r set moving = null, unrecorded = m.unrecorded,
      waiting_since = case when m.unrecorded is not null then r.updated_at end
    from locked join unnest($1::bytea[], $2::bytea[]) m (key, unrecorded) on m.key = locked.key
    where r.key = locked.key
    returning r.key
  )
  ${addDeliveries(3, 'moved')}`;

/**
 * What waited in results to be told waits as deliveries, due now; batch by batch, each one statement, so that a process goes on
 * where another one died.
 */
export async function movePending(query: Query): Promise<void> {
  for (;;) {
    const rows = await query(FIND, []);
    if (rows.length === 0) return;
    const moved = rows.map(outboxIn);
    await query(MOVE, [
      rows.map((row) => bytesIn(row, 'key')),
      moved.map(({ unrecorded }) => unrecorded),
      ...valuesOf(moved.flatMap(({ deliveries }) => deliveries)),
    ]);
  }
}

function outboxIn(row: Row): {
  readonly unrecorded: Uint8Array | null;
  readonly deliveries: readonly NewDelivery[];
} {
  const packed = bytesIn(row, 'moving');
  try {
    const { pending, unrecorded } = unpack<Outbox>(packed);
    const deliveries = pending.map(({ heldUntil: _, ...notification }) =>
      deliveryOf(notification, { waitMs: 0 }),
    );
    return { unrecorded: unrecorded.length === 0 ? null : pack(unrecorded), deliveries };
  } catch {
    // Damaged, and stays so: whoever reads the result is told, and the next scan replaces it.
    return { unrecorded: packed, deliveries: [] };
  }
}
