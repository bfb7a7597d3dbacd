import { type Delivery, DELIVERY_STATES, type NewDelivery } from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import { keyOf } from './key-of.ts';
import { pack, unpack } from './pack.ts';

/** The clock of the server, in milliseconds since 1970. */
export const NOW = 'extract(epoch from clock_timestamp())::double precision * 1000';

/** The columns that a Delivery is read from. */
export const DELIVERY_COLUMNS = `d.key, d.id, d.state, d.due, d.added_at, d.ended_at, d.attempts, d.why, d.error, d.message,
  d.changed_by, d.reached, d.delivery`;

const COLUMNS = {
  key: 'bytea',
  id: 'bytea',
  channel_key: 'bytea',
  channel: 'bytea',
  wait: 'double precision',
  why: 'bytea',
  image: 'bytea',
  run: 'bytea',
  reminder: 'bytea',
  rules: 'bytea',
  delivery: 'bytea',
  notification: 'bytea',
} as const;

/**
 * A statement that adds deliveries, for the values of `valuesOf` from the placeholder `first` on; those that are known stay as
 * they are. With `given`, a row for each image, it adds only what is about one of these.
 */
export function addDeliveries(first: number, given?: string): string {
  const arrays = Object.values(COLUMNS).map((type, index) => `$${first + index}::${type}[]`);
  const images = given === undefined ? '' : `join ${given} on ${given}.key = n.image`;
  return `
    insert into @.deliveries (key, id, channel_key, channel, state, due, added_at, why, image, run, reminder, rules,
      delivery, notification)
    select n.key, n.id, n.channel_key, n.channel, 'waiting', clock.now + n.wait, clock.now, n.why, n.image, n.run, n.reminder,
      n.rules, n.delivery, n.notification
    from (select ${NOW} as now offset 0) clock
    cross join unnest(${arrays.join(', ')}) n (${Object.keys(COLUMNS).join(', ')})
    ${images}
    on conflict (key) do nothing`;
}

/** In the same order everywhere, so that there is no deadlock. */
export function valuesOf(deliveries: readonly NewDelivery[]): unknown[][] {
  const rows = deliveries.map(rowOf).sort((a, b) => a.key.compare(b.key));
  const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  return names.map((name) => rows.map((row) => row[name]));
}

function rowOf({ notification, waitMs, why, ...about }: NewDelivery) {
  const { id, channel, imageId, ruleIds, run, reminder } = about;
  return {
    key: keyOf(id),
    id: bytesOf(id),
    channel_key: keyOf(channel),
    channel: bytesOf(channel),
    wait: waitMs,
    why: why === undefined ? null : bytesOf(why),
    image: keyOf(imageId),
    run: run ? keyOf(run.id) : null,
    reminder: reminder ? keyOf(reminder.of) : null,
    rules: Buffer.concat(ruleIds.map(keyOf)),
    delivery: pack(about),
    notification: pack(notification),
  } satisfies Record<keyof typeof COLUMNS, unknown>;
}

/** Fails for a damaged row. */
export function deliveryIn(row: Row): Delivery {
  const about = unpack<Delivery>(bytesIn(row, 'delivery'));
  const state = DELIVERY_STATES.find((one) => one === row['state']);
  if (!state) throw new SyntaxError('no such state');
  const endedAt = row['ended_at'];
  return {
    ...about,
    state,
    addedAt: Number(row['added_at']),
    due: Number(row['due']),
    attempts: Number(row['attempts']),
    ...(endedAt === null ? {} : { endedAt: Number(endedAt) }),
    ...textIn(row, 'why'),
    ...textIn(row, 'error'),
    ...textIn(row, 'message'),
    ...textIn(row, 'changed_by', 'by'),
    ...(row['reached'] === null ? {} : { reached: unpack<string[]>(bytesIn(row, 'reached')) }),
  };
}

/** Like `keyOf`, for any characters. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(JSON.stringify(text));
}

export function textOf(bytes: Uint8Array): string {
  return String(JSON.parse(Buffer.from(bytes).toString()));
}

function textIn(row: Row, column: string, name: keyof Delivery = column as keyof Delivery): object {
  return row[column] === null ? {} : { [name]: textOf(bytesIn(row, column)) };
}
