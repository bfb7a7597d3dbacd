import { randomUUID } from 'node:crypto';
import {
  Damages,
  type Deliveries,
  type Delivery,
  type DeliveryPageQuery,
  type DeliveryQuery,
  type Look,
  type NewDelivery,
  NO_TURN,
  type Notification,
  type Page,
  type Postponement,
  type Silence,
  type Turn,
} from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import { positionOf } from './cursor.ts';
import type { Database } from './database.ts';
import { conditionsOf } from './delivery-query.ts';
import {
  addDeliveries,
  bytesOf,
  DELIVERY_COLUMNS,
  deliveryIn,
  NOW,
  textOf,
  valuesOf,
} from './delivery-rows.ts';
import { IS_DELIVERY_HELD } from './holds.ts';
import { keyOf } from './key-of.ts';
import { pack, unpack } from './pack.ts';
import { newestFirst, pageOf, Values } from './span.ts';

const MOST_ROWS = 10_000;

const ASK_CLOCK = `select ${NOW} as now`;
const CHANNELS = `
  select channel from @.deliveries where state = 'waiting' and due <= ${NOW}
  union select channel from @.turns where has_set`;
const FIND_TURN = `
  select ${NOW} as now, t.revision, t.turn from (select 1) one left join @.turns t on t.key = $1`;
const FIRST_TURN = `
  insert into @.turns (key, channel, revision, has_set, turn) values ($1, $2, $3, $4, $5)
  on conflict (key) do nothing returning key`;
const NEXT_TURN = `
  update @.turns set channel = $2, revision = $3, has_set = $4, turn = $5
  where key = $1 and revision = $3 - 1 returning key`;
/** Repeated after its answer was lost, it finds what it has changed by the name of the change. */
const POSTPONE = `
  with given as (
    select * from unnest($3::bytea[], $4::double precision[], $5::double precision[], $6::bytea[], $7::bytea[], $8::bytea[])
      g (key, due, until, why, error, reached)
  ),
  locked as (
    select d.key, g.until, g.why, g.error, g.reached from @.deliveries d join given g on g.key = d.key
    where d.channel_key = $1 and d.state = 'waiting' and d.due = g.due and d.change is distinct from $2
    order by d.key for update of d
  ),
  changed as (
    update @.deliveries d set due = l.until, change = $2, attempts = d.attempts + (l.error is not null)::integer,
      why = coalesce(l.why, d.why), error = coalesce(l.error, d.error), reached = coalesce(l.reached, d.reached)
    from locked l where d.key = l.key
    returning d.key
  )
  select key from changed
  union select d.key from @.deliveries d join given g on g.key = d.key where d.change = $2`;
const SAVE_SILENCE = `
  insert into @.silences (key, id, until, silence) values ($1, $2, $3, $4)
  on conflict (key) do update set until = excluded.until, silence = excluded.silence`;
const END_SILENCE = `delete from @.silences where key = $1 returning until > ${NOW} as was_in_force`;
const SILENCES = `select id, silence from @.silences where until > ${NOW} order by until, key`;
const NOTIFICATIONS =
  'select key, id, notification from @.deliveries where key = any ($1::bytea[]) and channel_key = $2';
const PURGE = `
  with old as (
    select d.key from @.deliveries d where d.ended_at < $1 and not ${IS_DELIVERY_HELD}
    order by d.ended_at limit $2
  ),
  gone as (delete from @.deliveries d using old where d.key = old.key and d.ended_at < $1 returning 1)
  select count(*) as rows from gone`;
const FORGET =
  'with gone as (delete from @.deliveries where image = $1 returning 1) select count(*) as rows from gone';

export interface PostgresDeliveriesOptions {
  /** Called once for each damaged row, with a message for people. */
  readonly onProblem?: (problem: string) => void;
}

/** The outbox of all processes that share the database. Its clock is the server's. */
export class PostgresDeliveries implements Deliveries {
  readonly #database: Database;
  readonly #damages: Damages;

  constructor(database: Database, { onProblem = () => {} }: PostgresDeliveriesOptions = {}) {
    this.#database = database;
    this.#damages = new Damages(onProblem);
  }

  async now(): Promise<number> {
    const [row] = await this.#database.read(ASK_CLOCK, []);
    return Number(row?.['now']);
  }

  async add(deliveries: readonly NewDelivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    await this.#database.write(addDeliveries(1), valuesOf(deliveries));
  }

  async channels(): Promise<readonly string[]> {
    const rows = await this.#database.read(CHANNELS, []);
    return rows.map((row) => textOf(bytesIn(row, 'channel')));
  }

  async look(
    channel: string,
    { evenIfNotDue = false }: { readonly evenIfNotDue?: boolean } = {},
  ): Promise<Look> {
    // Before the rows: what is told in between changes its revision.
    const [row = {}] = await this.#database.read(FIND_TURN, [keyOf(channel)]);
    const now = Number(row['now']);
    const until = evenIfNotDue ? Infinity : now;
    const due = await this.#readable(MOST_ROWS, (last, values) => {
      const after = last
        ? `and (d.due, d.key) > (${values.add(last['due'])}, ${values.add(bytesIn(last, 'key'))})`
        : '';
      return `d.channel_key = ${values.add(keyOf(channel))} and d.state = 'waiting' and d.due <= ${values.add(until)}
        ${after} order by d.due, d.key`;
    });
    return {
      now,
      turn: this.#turnIn(row, channel),
      due: due.map(({ delivery }) => delivery),
      silences: await this.silences(),
    };
  }

  async change(channel: string, turn: Turn): Promise<boolean> {
    const revision = turn.revision + 1;
    const next: Turn = { ...turn, revision };
    const values = [keyOf(channel), bytesOf(channel), revision, turn.set !== undefined, pack(next)];
    const statement = turn.revision === NO_TURN.revision ? FIRST_TURN : NEXT_TURN;
    return (await this.#database.write(statement, values)).length > 0;
  }

  async postpone(channel: string, rows: readonly Postponement[]): Promise<readonly string[]> {
    if (rows.length === 0) return [];
    const changed = await this.#database.write(POSTPONE, [
      keyOf(channel),
      randomUUID(),
      rows.map(({ id }) => keyOf(id)),
      rows.map(({ due }) => due),
      rows.map(({ until }) => until),
      rows.map(({ why }) => optional(why)),
      rows.map(({ error }) => optional(error)),
      rows.map(({ reached }) => (reached === undefined ? null : pack(reached))),
    ]);
    const keys = new Set(changed.map((row) => hexOf(bytesIn(row, 'key'))));
    return rows.map(({ id }) => id).filter((id) => keys.has(hexOf(keyOf(id))));
  }

  async end(
    channel: string,
    ids: readonly string[],
    { state, message, error }: Parameters<Deliveries['end']>[2],
  ): Promise<void> {
    await this.#change({ channel, ids, state: 'waiting' }, (values) => [
      `state = ${values.add(state)}, ended_at = clock.now`,
      `message = coalesce(${values.add(optional(message))}::bytea, d.message)`,
      `error = ${values.add(optional(error))}::bytea`,
    ]);
  }

  async withdraw(query: DeliveryQuery, by: string, why: string): Promise<number> {
    return this.#change({ ...query, state: 'waiting' }, (values) => [
      "state = 'withdrawn', ended_at = clock.now",
      `changed_by = ${values.add(bytesOf(by))}, why = ${values.add(bytesOf(why))}`,
    ]);
  }

  async retry(query: DeliveryQuery, by: string): Promise<number> {
    return this.#change({ ...query, state: 'refused' }, (values) => [
      "state = 'waiting', due = clock.now, attempts = 0, ended_at = null",
      `changed_by = ${values.add(bytesOf(by))}`,
    ]);
  }

  async notifications(
    channel: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Notification>> {
    const rows = await this.#database.read(NOTIFICATIONS, [ids.map(keyOf), keyOf(channel)]);
    const byKey = new Map(rows.map((row) => [hexOf(bytesIn(row, 'key')), row]));
    return new Map(
      ids.flatMap((id) => {
        const row = byKey.get(hexOf(keyOf(id)));
        const read = (): Notification => unpack(bytesIn(row ?? {}, 'notification'));
        const notification = row && this.#unlessDamaged(row, read);
        return notification ? [[id, notification] as const] : [];
      }),
    );
  }

  async list(query: DeliveryPageQuery): Promise<Page<Delivery>> {
    const { limit, cursor, ...asked } = query;
    const start = positionOf(cursor);
    const found = await this.#readable(limit + 1, (last, values) => {
      const position = last ? placeOf(last) : start;
      const after = position
        ? ` and (d.added_at, d.key) < (${values.add(position.time)}, ${values.add(position.key)})`
        : '';
      return `${conditionsOf(asked, values)}${after} ${newestFirst('d', 'added_at')}`;
    });
    const { items, ...rest } = pageOf(found, limit, ({ row }) => placeOf(row));
    return { ...rest, items: items.map(({ delivery }) => delivery) };
  }

  async silence(silence: Silence): Promise<void> {
    const { id, until } = silence;
    await this.#database.write(SAVE_SILENCE, [keyOf(id), bytesOf(id), until, pack(silence)]);
  }

  async endSilence(id: string): Promise<boolean> {
    const [ended] = await this.#database.write(END_SILENCE, [keyOf(id)]);
    return ended?.['was_in_force'] === true;
  }

  async silences(): Promise<readonly Silence[]> {
    const rows = await this.#database.read(SILENCES, []);
    return rows.flatMap((row) => {
      const read = (): Silence => unpack(bytesIn(row, 'silence'));
      return this.#unlessDamaged(row, read, 'Silence') ?? [];
    });
  }

  async purge(before: number, limit: number): Promise<number> {
    return countIn(await this.#database.write(PURGE, [before, limit]));
  }

  async forget(imageId: string): Promise<number> {
    return countIn(await this.#database.write(FORGET, [keyOf(imageId)]));
  }

  /** Resolves to how many; fewer than it were if the answer was lost on the way. */
  async #change(query: DeliveryQuery, change: (values: Values) => string[]): Promise<number> {
    const values = new Values();
    const changes = change(values).join(', ');
    // Locked in the same order everywhere, so that there is no deadlock.
    const statement = `
      with locked as (
        select d.key from @.deliveries d where ${conditionsOf(query, values)} order by d.key for update
      ),
      changed as (
        update @.deliveries d set ${changes}
        from locked cross join (select ${NOW} as now offset 0) clock where d.key = locked.key
        returning 1
      )
      select count(*) as rows from changed`;
    return countIn(await this.#database.write(statement, values.list));
  }

  /** The first `limit` deliveries that are not damaged. */
  async #readable(
    limit: number,
    conditions: (last: Row | undefined, values: Values) => string,
  ): Promise<{ readonly delivery: Delivery; readonly row: Row }[]> {
    const found: { readonly delivery: Delivery; readonly row: Row }[] = [];
    let last: Row | undefined;
    do {
      const values = new Values();
      const where = conditions(last, values);
      const statement = `select ${DELIVERY_COLUMNS} from @.deliveries d where ${where} limit ${values.add(limit)}`;
      const rows = await this.#database.read(statement, values.list);
      for (const row of rows) {
        const delivery = this.#unlessDamaged(row, () => deliveryIn(row));
        if (delivery) found.push({ delivery, row });
      }
      last = rows.length === limit ? rows.at(-1) : undefined;
    } while (last && found.length < limit);
    return found.slice(0, limit);
  }

  #turnIn(row: Row, channel: string): Turn {
    if (row['turn'] === null) return NO_TURN;
    const read = (): Turn => unpack(bytesIn(row, 'turn'));
    const problem = () =>
      `The turn of channel ${channel} is damaged in ${this.#database.location}, and left out.`;
    // What was told last is lost, but not what waits.
    return this.#damages.orElse(read, problem) ?? { ...NO_TURN, revision: Number(row['revision']) };
  }

  #unlessDamaged<T>(row: Row, read: () => T, what = 'Delivery'): T | undefined {
    return this.#damages.orElse(read, () => {
      const id = Buffer.from(bytesIn(row, 'id')).toString();
      return `${what} ${id} is damaged in ${this.#database.location}, and left out.`;
    });
  }
}

function placeOf(row: Row) {
  return { time: Number(row['added_at']), key: bytesIn(row, 'key') };
}

function optional(text: string | undefined): Buffer | null {
  return text === undefined ? null : bytesOf(text);
}

function countIn([row]: readonly Row[]): number {
  return Number(row?.['rows']);
}

function hexOf(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}
