import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Damages, Delivery, DeliveryState, NewDelivery } from '@glyphwatch/domain';
import { type Change, updateOf } from './change.ts';
import {
  damagedDelivery,
  IF_NEW,
  newRow,
  openPartition,
  type Row,
  ROW_ATTRIBUTES,
  rowIn,
  rowKey,
} from './delivery-row.ts';
import { HoldItem } from './hold-item.ts';
import { inBatches } from './in-batches.ts';
import type { Listed } from './newest-first.ts';
import { withinBounds } from './query.ts';
import { type Item, number, text } from './result-item.ts';
import { type Bounds, UNBOUNDED } from './sort-key.ts';
import type { StoreClock } from './store-clock.ts';
import { type Condition, Table } from './table.ts';
import { DELIVERIES } from './tables.ts';

const [BY_DUE, BY_TIME, BY_IMAGE] = DELIVERIES.indexes;
const ID = DELIVERIES.partitionKey;
/** Names of all channels that ever had a row or a turn. Digests, which ids of rows are, contain no such word. */
const CHANNELS = rowKey('channels');
const WRITES_AT_ONCE = 25;

export interface RowEntry extends Listed {
  readonly id: string;
}
export type RowEntries = AsyncGenerator<RowEntry, undefined>;

/** What decides about deleting a row. */
export type RowHead = Pick<Delivery, 'id' | 'state' | 'endedAt'>;

export interface DeliveryRowsOptions {
  readonly clock: StoreClock;
  readonly damages: Damages;
}

/**
 * Rows of the outbox, changed one by one on condition of what they are. Indexes follow the table with a delay and hold no
 * notification, so whoever reads entries reads their rows too.
 */
export class DeliveryRows {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly table: Table;
  readonly clock: StoreClock;
  readonly damages: Damages;
  readonly holds: HoldItem;
  readonly #known = new Set<string>();

  constructor(
    client: Pick<DynamoDBClient, 'send'>,
    name: string,
    { clock, damages }: DeliveryRowsOptions,
  ) {
    this.client = client;
    this.table = new Table(client, name);
    this.clock = clock;
    this.damages = damages;
    this.holds = new HoldItem(this.table);
  }

  /** Items to put if they are new. */
  async newItems(deliveries: readonly NewDelivery[]): Promise<Item[]> {
    await this.register(deliveries.map(({ channel }) => channel));
    const now = this.clock.now();
    return deliveries.map((delivery) => newRow(delivery, now));
  }

  async add(deliveries: readonly NewDelivery[]): Promise<void> {
    const items = await this.newItems(deliveries);
    await inBatches(items, WRITES_AT_ONCE, (item) => this.table.putIf(item, IF_NEW));
  }

  /** Before a channel gets its first row or turn. One read for each new channel of this process, one write ever. */
  async register(channels: readonly string[]): Promise<void> {
    const isUnknown = (channel: string): boolean => !this.#known.has(channel);
    if (channels.some(isUnknown)) await this.channels();
    const names = [...new Set(channels.filter(isUnknown))];
    if (names.length === 0) return;
    await this.table.update(CHANNELS, {
      UpdateExpression: 'ADD #names :names',
      ExpressionAttributeNames: { '#names': 'Names' },
      ExpressionAttributeValues: { ':names': { SS: names } },
    });
    for (const name of names) this.#known.add(name);
  }

  async channels(): Promise<readonly string[]> {
    const names = (await this.table.get(CHANNELS))?.['Names']?.SS ?? [];
    for (const name of names) this.#known.add(name);
    return names;
  }

  /** Those that exist and are not damaged, in any order. */
  async find(ids: readonly string[]): Promise<Row[]> {
    const keys = [...new Set(ids)].map(rowKey);
    const items = await this.table.getAll(keys, ROW_ATTRIBUTES);
    return items.flatMap(
      (item) =>
        this.damages.orElse(
          () => rowIn(item),
          () => damagedDelivery(item),
        ) ?? [],
    );
  }

  /** Also of those that are damaged. */
  async heads(ids: readonly string[]): Promise<RowHead[]> {
    const items = await this.table.getAll([...new Set(ids)].map(rowKey), [ID, 'State', 'EndedAt']);
    return items.map(({ [ID]: id, State, EndedAt }) => ({
      ...{ id: id?.S ?? '', state: (State?.S ?? 'waiting') as DeliveryState },
      ...(EndedAt?.N === undefined ? {} : { endedAt: Number(EndedAt.N) }),
    }));
  }

  /** Resolves to whether this call changed it, also if its answer was lost. */
  async change(id: string, change: Change): Promise<boolean> {
    const revision = randomUUID();
    const set = { ...change.set, Revision: text(revision) };
    if (await this.table.update(rowKey(id), updateOf({ ...change, set }))) return true;
    const [item] = await this.table.getAll([rowKey(id)], ['Revision']);
    return item?.['Revision']?.S === revision;
  }

  /** The same for many; resolves to the ids of those that this call changed. */
  async changeAll<T extends { readonly id: string }>(
    all: readonly T[],
    changeOf: (one: T) => Change,
  ): Promise<string[]> {
    const changed = await inBatches(all, WRITES_AT_ONCE, async (one) =>
      (await this.change(one.id, changeOf(one))) ? [one.id] : [],
    );
    return changed.flat();
  }

  /** For changes that may take effect twice: whether this call made them does not matter. */
  async settle(ids: readonly string[], change: Change): Promise<void> {
    const update = updateOf(change);
    await inBatches([...new Set(ids)], WRITES_AT_ONCE, (id) =>
      this.table.update(rowKey(id), update),
    );
  }

  /** Those that ended and are as they were seen. Resolves to how many are gone. */
  async deleteEnded(rows: readonly RowHead[]): Promise<number> {
    const gone = await inBatches(rows, WRITES_AT_ONCE, ({ id, endedAt = 0 }) =>
      this.table.deleteIf(rowKey(id), goneOrEnded(endedAt)),
    );
    return gone.filter(Boolean).length;
  }

  async delete(ids: readonly string[]): Promise<void> {
    await inBatches(ids, WRITES_AT_ONCE, (id) => this.table.delete(rowKey(id)));
  }

  /** Ids of rows that wait, those that are due longest first. */
  async waiting(channel: string, bounds: Bounds, limit: number): Promise<string[]> {
    const ids: string[] = [];
    const items = this.table.query({
      ...withinBounds(BY_DUE, openPartition('waiting', channel), bounds),
      IndexName: BY_DUE.name,
      Limit: limit,
    });
    for await (const item of items) {
      ids.push(item[ID]?.S ?? '');
      if (ids.length === limit) break;
    }
    return ids;
  }

  /** All that wait or were refused, last added first: as many as are not settled. */
  async *ofState(state: 'waiting' | 'refused', channel: string, bounds: Bounds): RowEntries {
    const entries: RowEntry[] = [];
    const all = withinBounds(BY_DUE, openPartition(state, channel), UNBOUNDED);
    for await (const item of this.table.query({ ...all, IndexName: BY_DUE.name })) {
      const entry = entryOf(item);
      if (entry.sortKey >= bounds.low && entry.sortKey <= bounds.high) entries.push(entry);
    }
    yield* entries.sort((a, b) => (a.sortKey > b.sortKey ? -1 : 1));
    return undefined;
  }

  /** Last added first. */
  ofChannel(channel: string, bounds: Bounds): RowEntries {
    return this.#entries(BY_TIME, channel, bounds);
  }

  ofImage(imageId: string, bounds: Bounds): RowEntries {
    return this.#entries(BY_IMAGE, imageId, bounds);
  }

  async *#entries(
    index: typeof BY_TIME | typeof BY_IMAGE,
    partition: string,
    bounds: Bounds,
  ): RowEntries {
    const query = withinBounds(index, partition, bounds);
    const items = this.table.query({ ...query, IndexName: index.name, ScanIndexForward: false });
    for await (const item of items) yield entryOf(item);
    return undefined;
  }
}

function entryOf(item: Item): RowEntry {
  return { id: item[ID]?.S ?? '', sortKey: item['AddedKey']?.S ?? '' };
}

/** What is gone already may have been deleted by this call: an answer may have been lost. */
function goneOrEnded(endedAt: number): Condition {
  return {
    ConditionExpression: 'attribute_not_exists(#id) OR #ended = :ended',
    ExpressionAttributeNames: { '#id': ID, '#ended': 'EndedAt' },
    ExpressionAttributeValues: { ':ended': number(endedAt) },
  };
}
