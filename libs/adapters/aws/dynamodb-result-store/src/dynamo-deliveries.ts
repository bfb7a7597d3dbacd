import {
  type Deliveries,
  type Delivery,
  type DeliveryPageQuery,
  type DeliveryQuery,
  GlyphwatchError,
  holdsOn,
  isAskedFor,
  type Look,
  type NewDelivery,
  type Notification,
  type Page,
  type Postponement,
  type Silence,
  type Turn,
} from '@glyphwatch/domain';
import {
  ending,
  damagedDelivery,
  notificationIn,
  postponing,
  retrying,
  type Row,
  rowKey,
  withdrawing,
} from './delivery-row.ts';
import type { DeliveryRows, RowEntries, RowHead } from './delivery-rows.ts';
import { inBatches } from './in-batches.ts';
import { newestFirst, nextOf } from './newest-first.ts';
import { wellFormed } from './result-item.ts';
import { type Bounds, boundsOf } from './sort-key.ts';
import { DELIVERIES } from './tables.ts';
import { TurnItems } from './turn-items.ts';

const MOST_ROWS = 10_000;
const QUERIES_AT_ONCE = 8;
/** Rows that are read at once where only some of them are wanted. */
const FILTERED_BATCH = 100;
/** Every lost race means that another process won it, so this many in a row mean that something is broken. */
const MAX_RACES = 200;

/** The outbox in a table of its own; commits of the result store add to it. */
export class DynamoDeliveries implements Deliveries {
  readonly #rows: DeliveryRows;
  readonly #turns: TurnItems;

  constructor(rows: DeliveryRows) {
    this.#rows = rows;
    this.#turns = new TurnItems(rows.table, rows.damages);
  }

  /** Asks only if nothing was answered yet. */
  async now(): Promise<number> {
    if (!this.#rows.clock.isSet) await this.#rows.channels();
    return this.#rows.clock.now();
  }

  add(deliveries: readonly NewDelivery[]): Promise<void> {
    return deliveries.length === 0 ? Promise.resolve() : this.#rows.add(deliveries);
  }

  async channels(): Promise<readonly string[]> {
    const all = await this.#rows.channels();
    const bounds = boundsOf({ until: await this.now() });
    const unfinished = await this.#turns.unfinished(all);
    const busy = await inBatches(all, QUERIES_AT_ONCE, async (channel) => {
      const isBusy =
        unfinished.includes(channel) || (await this.#rows.waiting(channel, bounds, 1)).length > 0;
      return isBusy ? [channel] : [];
    });
    return busy.flat();
  }

  /** The turn is read before the rows: whoever told some of them in between has changed it. */
  async look(
    channel: string,
    {
      own = [],
      evenIfNotDue = false,
    }: { readonly own?: readonly string[]; readonly evenIfNotDue?: boolean } = {},
  ): Promise<Look> {
    const now = await this.now();
    const bounds = boundsOf(evenIfNotDue ? {} : { until: now });
    const [{ turn, silences }, ids] = await Promise.all([
      this.#turns.find(channel),
      this.#rows.waiting(channel, bounds, MOST_ROWS),
    ]);
    const due = (await this.#rows.find([...own, ...ids]))
      .map(({ delivery }) => delivery)
      .filter((row) => isAskedFor(row, { channel, state: 'waiting' }))
      .filter((row) => evenIfNotDue || row.due <= now)
      .sort((a, b) => a.due - b.due)
      .slice(0, MOST_ROWS);
    return { now, turn, due, silences: inForce(silences.all, now) };
  }

  async change(channel: string, turn: Turn): Promise<boolean> {
    await this.#rows.register([channel]);
    return this.#turns.changeTurn(channel, turn);
  }

  postpone(channel: string, rows: readonly Postponement[]): Promise<readonly string[]> {
    return this.#rows.changeAll(rows, (row) => postponing(channel, row));
  }

  async end(
    channel: string,
    ids: readonly string[],
    how: Parameters<Deliveries['end']>[2],
  ): Promise<void> {
    await this.#rows.settle(ids, ending(channel, how, await this.now()));
  }

  async withdraw(query: DeliveryQuery, by: string, why: string): Promise<number> {
    const change = withdrawing(by, why, await this.now());
    return this.#withAll({ ...query, state: 'waiting' }, async (rows) => {
      const changed = await this.#rows.changeAll(rows.map(deliveryOf), () => change);
      return changed.length;
    });
  }

  async retry(query: DeliveryQuery, by: string): Promise<number> {
    const now = await this.now();
    return this.#withAll({ ...query, state: 'refused' }, async (rows) => {
      const changed = await this.#rows.changeAll(rows.map(deliveryOf), (row) =>
        retrying(row, by, now),
      );
      return changed.length;
    });
  }

  async notifications(
    channel: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Notification>> {
    const id = DELIVERIES.partitionKey;
    const keys = [...new Set(ids)].map(rowKey);
    const items = await this.#rows.table.getAll(keys, [id, 'Channel', 'Notification']);
    return new Map(
      items
        .filter(({ Channel }) => Channel?.S === wellFormed(channel))
        .flatMap((item): [string, Notification][] => {
          const read = () => notificationIn(item);
          const told = this.#rows.damages.orElse(read, () => damagedDelivery(item));
          return told ? [[item[id]?.S ?? '', told]] : [];
        }),
    );
  }

  async list({ limit, cursor, ...query }: DeliveryPageQuery): Promise<Page<Delivery>> {
    const entries = await this.#entries(query, cursor);
    const found: Row[] = [];
    for await (const rows of this.#matching(entries, query)) {
      found.push(...rows.filter(({ addedKey }) => cursor === undefined || addedKey < cursor));
      if (found.length > limit) break;
    }
    const page = found.slice(0, limit);
    const items = page.map(deliveryOf);
    const last = page.at(-1);
    return found.length > limit && last ? { items, cursor: last.addedKey } : { items };
  }

  async silence(silence: Silence): Promise<void> {
    await this.#changeSilences((all) => [...all.filter(({ id }) => id !== silence.id), silence]);
  }

  async endSilence(id: string): Promise<boolean> {
    // Seen once is enough: where an answer was lost, this call may have ended it already.
    let isSeen = false;
    await this.#changeSilences((all) => {
      isSeen ||= all.some((one) => one.id === id);
      return all.filter((one) => one.id !== id);
    });
    return isSeen;
  }

  async silences(): Promise<readonly Silence[]> {
    return inForce((await this.#turns.silences()).all, await this.now());
  }

  async purge(before: number, limit: number): Promise<number> {
    const holds = await this.#rows.holds.all();
    const isOld = ({ delivery: { endedAt = Infinity, imageId, ruleIds } }: Row): boolean =>
      endedAt < before && holdsOn(holds, imageId, ruleIds).length === 0;
    // What was added later has not ended before.
    const query = { until: before };
    let purged = 0;
    for await (const rows of this.#matching(await this.#entries(query), query)) {
      purged += await this.#rows.deleteEnded(
        rows
          .filter(isOld)
          .map(deliveryOf)
          .slice(0, limit - purged),
      );
      if (purged === limit) break;
    }
    return purged;
  }

  async forget(imageId: string): Promise<number> {
    const rows = await this.ofImage(imageId);
    await this.deleteRows(rows, true);
    return rows.length;
  }

  /** As far as the index knows them; also those that are damaged. */
  async ofImage(imageId: string): Promise<readonly RowHead[]> {
    const entries = this.#rows.ofImage(wellFormed(imageId), boundsOf({}));
    const found: RowHead[] = [];
    for (;;) {
      const batch = await nextOf(entries, FILTERED_BATCH);
      found.push(...(await this.#rows.heads(batch.map(({ id }) => id))));
      if (batch.length < FILTERED_BATCH) return found;
    }
  }

  /** Resolves to whether all are gone: those that wait again by now stay, unless told otherwise. */
  async deleteRows(rows: readonly RowHead[], evenIfWaiting: boolean): Promise<boolean> {
    if (!evenIfWaiting) return (await this.#rows.deleteEnded(rows)) === rows.length;
    await this.#rows.delete(rows.map(({ id }) => id));
    return true;
  }

  /** Resolves to the sum of what `work` made of all rows that are asked for. */
  async #withAll(
    query: DeliveryQuery,
    work: (rows: readonly Row[]) => Promise<number>,
  ): Promise<number> {
    let count = 0;
    for await (const rows of this.#matching(await this.#entries(query), query)) {
      count += await work(rows);
    }
    return count;
  }

  /** What may be asked for, last added first, by the index that says most. */
  async #entries(query: DeliveryQuery, cursor?: string): Promise<RowEntries> {
    const { state, channel, imageId, ids, since, until } = query;
    const bounds = boundsOf({
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (ids) return this.#byId(ids);
    if (imageId !== undefined) return this.#rows.ofImage(wellFormed(imageId), bounds);
    const channels = channel === undefined ? await this.#rows.channels() : [channel];
    return newestFirst(channels.map((one) => this.#ofChannel(one, state, bounds)));
  }

  #ofChannel(channel: string, state: Delivery['state'] | undefined, bounds: Bounds): RowEntries {
    return state === 'waiting' || state === 'refused'
      ? this.#rows.ofState(state, channel, bounds)
      : this.#rows.ofChannel(channel, bounds);
  }

  async *#byId(ids: readonly string[]): RowEntries {
    const rows = await this.#rows.find(ids);
    const entries = rows.map(({ delivery: { id }, addedKey }) => ({ id, sortKey: addedKey }));
    yield* entries.sort((a, b) => (a.sortKey > b.sortKey ? -1 : 1));
    return undefined;
  }

  /** In the order of their entries. */
  async *#matching(entries: RowEntries, query: DeliveryQuery): AsyncGenerator<Row[], undefined> {
    for (;;) {
      const batch = await nextOf(entries, FILTERED_BATCH);
      const rows = await this.#rows.find(batch.map(({ id }) => id));
      yield rows
        .filter(({ delivery }) => isAskedFor(delivery, query))
        .sort((a, b) => (a.addedKey > b.addedKey ? -1 : 1));
      if (batch.length < FILTERED_BATCH) return undefined;
    }
  }

  /** Those that have ended are left out on the way. */
  async #changeSilences(
    change: (inForce: readonly Silence[]) => readonly Silence[],
  ): Promise<void> {
    for (let races = 0; races < MAX_RACES; races += 1) {
      const { revision, all } = await this.#turns.silences();
      const next = change(inForce(all, await this.now()));
      if (await this.#turns.changeSilences({ revision, all: next })) return;
    }
    throw new GlyphwatchError(
      'store-unavailable',
      'Other processes keep changing the silences. Try again later.',
    );
  }
}

function deliveryOf({ delivery }: Row): Delivery {
  return delivery;
}

function inForce(silences: readonly Silence[], now: number): Silence[] {
  return silences.filter(({ until }) => until > now);
}
