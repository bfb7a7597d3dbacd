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
import type { SQLOutputValue } from 'node:sqlite';
import type { Database } from './database.ts';
import type { Prepare } from './prepare.ts';
import { positionOf } from './cursor.ts';
import { selectionOf } from './delivery-query.ts';
import {
  addDeliveries,
  DELIVERY_COLUMNS,
  deliveryOfRow,
  forgetDeliveries,
} from './delivery-rows.ts';
import { IS_DELIVERY_HELD } from './hold-rows.ts';
import { refuseOlder, WITH_DELIVERIES } from './migrations.ts';
import { pageOf } from './span.ts';

type Row = Record<string, SQLOutputValue>;
type Values = Record<string, string | number | null>;

const MOST_ROWS = 10_000;

const CHANNELS = `
  SELECT channel FROM deliveries INDEXED BY deliveries_due WHERE state = 'waiting' AND due <= ?
  UNION SELECT channel FROM turns WHERE has_set`;
const DUE = `
  SELECT ${DELIVERY_COLUMNS} FROM deliveries
  WHERE channel = ? AND state = 'waiting' AND due <= ? ORDER BY due`;
const FIND_TURN = 'SELECT revision, turn FROM turns WHERE channel = ?';
const SAVE_TURN = `
  INSERT INTO turns (channel, revision, has_set, turn) VALUES (:channel, :revision, :hasSet, :turn)
  ON CONFLICT (channel) DO UPDATE SET
    revision = excluded.revision, has_set = excluded.has_set, turn = excluded.turn`;
const POSTPONE = `
  UPDATE deliveries SET
    due = :until, attempts = attempts + (:error IS NOT NULL),
    why = coalesce(:why, why), error = coalesce(:error, error), reached = coalesce(:reached, reached)
  WHERE id = :id AND channel = :channel AND state = 'waiting' AND due = :due`;
const END = `
  state = :newState, ended_at = :now,
  message = coalesce(:message, message), error = :error`;
const WITHDRAW = "state = 'withdrawn', changed_by = :by, why = :why, ended_at = :now";
const RETRY = "state = 'waiting', due = :now, attempts = 0, changed_by = :by, ended_at = NULL";
const NOTIFICATION = 'SELECT notification FROM deliveries WHERE id = ? AND channel = ?';
const SAVE_SILENCE = 'INSERT OR REPLACE INTO silences (id, until, silence) VALUES (?, ?, ?)';
const END_SILENCE = 'DELETE FROM silences WHERE id = ? RETURNING until';
const SILENCES = 'SELECT id, silence FROM silences WHERE until > ? ORDER BY until, id';
const NEWEST_FIRST = '(added_at, id) < (:time, :id) ORDER BY added_at DESC, id DESC';
const NO_DELIVERIES =
  'was written by an older Glyphwatch, which kept what waits to be told elsewhere. Scan with this one once, even a single ' +
  'image.';
const PURGE = `
  DELETE FROM deliveries WHERE row IN (
    SELECT row FROM deliveries WHERE ended_at < ? AND NOT (${IS_DELIVERY_HELD}) ORDER BY ended_at LIMIT ?)`;

/** The outbox, in the same file as the results; its clock is this machine's. */
export class SqliteDeliveries implements Deliveries {
  readonly #database: Database;
  readonly #damages: Damages;

  /** `onProblem` is told once about each damaged row, which is then left out. */
  constructor(database: Database, onProblem?: (problem: string) => void) {
    this.#database = database;
    this.#damages = new Damages(onProblem);
  }

  async now(): Promise<number> {
    return Date.now();
  }

  async add(deliveries: readonly NewDelivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    this.#database.write((prepare) => addDeliveries(prepare, deliveries));
  }

  async channels(): Promise<readonly string[]> {
    return this.#read((prepare) => {
      const rows = prepare(CHANNELS).all(Date.now());
      return rows.map(({ channel }) => String(channel));
    });
  }

  async look(
    channel: string,
    { evenIfNotDue = false }: { readonly evenIfNotDue?: boolean } = {},
  ): Promise<Look> {
    return this.#read((prepare) => {
      const now = Date.now();
      // Before the rows: what is told in between changes its revision.
      const turn = this.#turn(prepare, channel);
      const rows = prepare(DUE).iterate(channel, evenIfNotDue ? Infinity : now);
      const due = this.#atMost(MOST_ROWS, rows);
      return { now, turn, due, silences: this.#silences(prepare, now) };
    });
  }

  async change(channel: string, turn: Turn): Promise<boolean> {
    return this.#database.write((prepare) => {
      const stored = prepare(FIND_TURN).get(channel);
      if (turn.revision !== Number(stored?.['revision'] ?? NO_TURN.revision)) return false;
      const revision = turn.revision + 1;
      const hasSet = turn.set ? 1 : 0;
      const next: Turn = { ...turn, revision };
      prepare(SAVE_TURN).run({ channel, revision, hasSet, turn: JSON.stringify(next) });
      return true;
    });
  }

  async postpone(channel: string, rows: readonly Postponement[]): Promise<readonly string[]> {
    if (rows.length === 0) return [];
    return this.#database.write((prepare) =>
      rows.flatMap(({ id, due, until, why, error, reached }) => {
        const { changes } = prepare(POSTPONE).run({
          ...{ channel, id, due, until },
          why: why ?? null,
          error: error ?? null,
          reached: reached === undefined ? null : JSON.stringify(reached),
        });
        return changes === 0 ? [] : [id];
      }),
    );
  }

  async end(
    channel: string,
    ids: readonly string[],
    { state, message, error }: Parameters<Deliveries['end']>[2],
  ): Promise<void> {
    this.#change({ channel, ids, state: 'waiting' }, END, {
      newState: state,
      message: message ?? null,
      error: error ?? null,
    });
  }

  async withdraw(query: DeliveryQuery, by: string, why: string): Promise<number> {
    return this.#change({ ...query, state: 'waiting' }, WITHDRAW, { by, why });
  }

  async retry(query: DeliveryQuery, by: string): Promise<number> {
    return this.#change({ ...query, state: 'refused' }, RETRY, { by });
  }

  async notifications(
    channel: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Notification>> {
    return this.#read((prepare) => {
      const found = ids.flatMap((id) => {
        const row = prepare(NOTIFICATION).get(id, channel);
        const read = (): Notification => JSON.parse(String(row?.['notification']));
        const notification = row && this.#unlessDamaged(`Delivery ${id}`, read);
        return notification ? [[id, notification] as const] : [];
      });
      return new Map(found);
    });
  }

  async list({ limit, cursor, ...query }: DeliveryPageQuery): Promise<Page<Delivery>> {
    const { where, values } = selectionOf(query);
    const sql = `SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE ${where} AND ${NEWEST_FIRST}`;
    const position = positionOf(cursor);
    return this.#read((prepare) => {
      const rows = prepare(sql).iterate({ ...values, ...position });
      const found = this.#atMost(limit + 1, rows);
      return pageOf(found, limit, ({ addedAt, id }) => ({ time: addedAt, id }));
    });
  }

  async silence(silence: Silence): Promise<void> {
    const { id, until } = silence;
    this.#database.write((prepare) =>
      prepare(SAVE_SILENCE).run(id, until, JSON.stringify(silence)),
    );
  }

  async endSilence(id: string): Promise<boolean> {
    return this.#database.write((prepare) => {
      const ended = prepare(END_SILENCE).get(id);
      return ended !== undefined && Number(ended['until']) > Date.now();
    });
  }

  async silences(): Promise<readonly Silence[]> {
    return this.#read((prepare) => this.#silences(prepare, Date.now()));
  }

  async purge(before: number, limit: number): Promise<number> {
    return this.#database.write((prepare) => Number(prepare(PURGE).run(before, limit).changes));
  }

  async forget(imageId: string): Promise<number> {
    return this.#database.write((prepare) => forgetDeliveries(prepare, imageId));
  }

  /** A file that was only opened to be read may be an older one. */
  #read<T>(work: (prepare: Prepare) => T): T {
    return this.#database.read((prepare) => {
      refuseOlder(prepare, WITH_DELIVERIES, `${this.#database.path} ${NO_DELIVERIES}`);
      return work(prepare);
    });
  }

  /** Resolves to how many. */
  #change(query: DeliveryQuery, change: string, changed: Values): number {
    const { where, values } = selectionOf(query);
    const sql = `UPDATE deliveries SET ${change} WHERE ${where}`;
    const named = {
      ...values,
      ...changed,
      ...(change.includes(':now') ? { now: Date.now() } : {}),
    };
    return this.#database.write((prepare) => Number(prepare(sql).run(named).changes));
  }

  #turn(prepare: Prepare, channel: string): Turn {
    const row = prepare(FIND_TURN).get(channel);
    if (!row) return NO_TURN;
    const read = (): Turn => JSON.parse(String(row['turn']));
    // What was told last is lost, but not what waits.
    const fresh = { ...NO_TURN, revision: Number(row['revision']) };
    return this.#unlessDamaged(`The turn of channel ${channel}`, read) ?? fresh;
  }

  #silences(prepare: Prepare, now: number): Silence[] {
    return prepare(SILENCES)
      .all(now)
      .flatMap(({ id, silence }) => {
        const read = (): Silence => JSON.parse(String(silence));
        return this.#unlessDamaged(`Silence ${String(id)}`, read) ?? [];
      });
  }

  #atMost(limit: number, rows: Iterable<Row>): Delivery[] {
    const found: Delivery[] = [];
    for (const row of rows) {
      const delivery = this.#unlessDamaged(`Delivery ${String(row['id'])}`, () =>
        deliveryOfRow(row),
      );
      if (delivery) found.push(delivery);
      if (found.length === limit) break;
    }
    return found;
  }

  #unlessDamaged<T>(what: string, read: () => T): T | undefined {
    const { path } = this.#database;
    return this.#damages.orElse(read, () => `${what} is damaged in ${path}, and left out.`);
  }
}
