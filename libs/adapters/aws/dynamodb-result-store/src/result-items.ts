import { randomUUID } from 'node:crypto';
import {
  GlyphwatchError,
  type NewDelivery,
  type Result,
  type StoredResult,
} from '@glyphwatch/domain';
import { packBody, unpackBody } from './body.ts';
import { type BodyChunks, MAX_ITEM_BYTES } from './body-chunks.ts';
import { IF_NEW } from './delivery-row.ts';
import type { DeliveryRows } from './delivery-rows.ts';
import { deliveryOfLeftOver, leftOver, type LeftOver } from './left-over.ts';
import {
  type Item,
  number,
  SCHEMA_VERSION,
  shownAttributes,
  sizeOf,
  type StoredItem,
  timeIn,
  WAITING,
  waitingAttributes,
  wallAttributes,
  wellFormed,
} from './result-item.ts';
import type { Condition, Table } from './table.ts';
import { RESULTS } from './tables.ts';
import { MAX_TRANSACTION_BYTES, MAX_TRANSACTION_WRITES, writeTogether } from './transaction.ts';

/** Room for `Body`, `Parts`, `Revision` and the differences between DynamoDB's way of counting and ours. */
const SPARE_BYTES = 1024;
/** A reader who misses chunks this often is not racing with writers: the chunks are lost. */
const MAX_READS = 5;
/** Of the rows that are written together with a result. */
const MAX_ROWS = MAX_TRANSACTION_WRITES - 10;
const MAX_ROW_BYTES = MAX_TRANSACTION_BYTES - MAX_ITEM_BYTES - 100 * SPARE_BYTES;

/** What an item's body holds. */
type Body = Result & { readonly pending?: readonly LeftOver[] };

/** Not written: another process wrote first, and this is what is stored now. */
export type Written =
  | { readonly isWritten: true; readonly stored: StoredItem }
  | { readonly isWritten: false; readonly stored: StoredItem | undefined };

/** What decides about deleting. */
export interface ItemHead extends Pick<StoredItem, 'revision' | 'chunks'> {
  readonly imageId: string;
  /** Something is unrecorded, or not in the outbox yet. */
  readonly isWaiting: boolean;
  /** 0 without a claim. */
  readonly leaseUntil: number;
  readonly updatedAt: number;
  /** By the clock of the deliveries; 0 if an earlier release wrote it. */
  readonly writtenAt: number;
  /** With `MORE_RULES` if there are more. */
  readonly ruleIds: readonly string[];
}

/** Result items with optimistic locking: read whole, and written only over the revision that was read. */
export class ResultItems {
  readonly #table: Table;
  readonly #chunks: BodyChunks;
  readonly #rows: DeliveryRows;

  constructor(table: Table, chunks: BodyChunks, rows: DeliveryRows) {
    this.#table = table;
    this.#chunks = chunks;
    this.#rows = rows;
  }

  async find(imageId: string): Promise<StoredItem | undefined> {
    for (let reads = 1; ; reads += 1) {
      const item = await this.#table.get(keyOf(imageId));
      const stored = item ? await this.#read(item) : undefined;
      if (stored || !item) return stored;
      if (reads === MAX_READS) throw corrupt(imageId);
    }
  }

  /** Those that exist, by image id. */
  async findAll(imageIds: readonly string[]): Promise<ReadonlyMap<string, StoredItem>> {
    const items = await this.#table.getAll([...new Set(imageIds)].map(keyOf));
    const results = new Map<string, StoredItem>();
    for (const item of items) {
      const imageId = item[RESULTS.partitionKey]?.S ?? '';
      const stored = (await this.#read(item)) ?? (await this.find(imageId));
      if (stored) results.set(imageId, stored);
    }
    return results;
  }

  /** Together with the deliveries; those that do not fit into one transaction become the item's `leftOver`. */
  async write(
    before: StoredItem | undefined,
    { result, owner }: StoredResult,
    deliveries: readonly NewDelivery[] = [],
  ): Promise<Written> {
    const revision = randomUUID();
    const rows = deliveries.length === 0 ? [] : asManyAsFit(await this.#rows.newItems(deliveries));
    const rest = deliveries.slice(rows.length);
    const isWaiting = result.unrecorded.length + rest.length > 0;
    const now = this.#rows.clock.now();
    const shown: Item = {
      ...shownAttributes(result, owner),
      ...waitingAttributes(result, isWaiting),
      ...wallAttributes(result),
      Revision: { S: revision },
      WrittenAt: number(now),
    };
    const body = { ...result, pending: rest.map((one) => leftOver(one, now)) };
    const { chunks, attributes } = await this.#writeBody(body, revision, sizeOf(shown));
    const next = { result, owner, revision, chunks, leftOver: rest };
    const written = await this.#putOver(before, { ...shown, ...attributes }, next, rows);
    const obsolete = written.isWritten ? before : next;
    if (obsolete) await this.#chunks.delete(obsolete.revision, obsolete.chunks);
    return written;
  }

  /** Its attributes, as they are stored. */
  async findItem(imageId: string): Promise<Item | undefined> {
    const item = await this.#table.get(keyOf(imageId));
    if (Number(item?.['SchemaVersion']?.N) > SCHEMA_VERSION) throw tooNew(imageId);
    return item;
  }

  /** Without the body, which may be damaged or half deleted. */
  async findHead(imageId: string): Promise<ItemHead | undefined> {
    const item = await this.findItem(imageId);
    if (!item) return undefined;
    return {
      imageId,
      revision: item['Revision']?.S ?? '',
      chunks: Number(item['Parts']?.N ?? 0),
      isWaiting: item['IsWaiting']?.S === WAITING.forHistory,
      leaseUntil: timeIn(item['LeaseUntil']?.S),
      updatedAt: timeIn(item['UpdatedAt']?.S),
      writtenAt: Number(item['WrittenAt']?.N ?? 0),
      ruleIds: item['RuleIDs']?.SS ?? [],
    };
  }

  /**
   * The chunks first: without the item nobody would find them. Resolves to `false` if the item has changed, or if it took
   * effect and its answer was lost.
   */
  async delete(head: ItemHead): Promise<boolean> {
    await this.#chunks.delete(head.revision, head.chunks);
    return this.#table.deleteIf(keyOf(head.imageId), unchangedSince(head));
  }

  /** In the item, or in chunks where it is too long. */
  async #writeBody(
    body: Body,
    name: string,
    shownBytes: number,
  ): Promise<{ readonly chunks: number; readonly attributes: Item }> {
    if (isBare(body)) return { chunks: 0, attributes: { Body: { S: JSON.stringify(body) } } };
    const packed = packBody(body);
    if (shownBytes + packed.byteLength + SPARE_BYTES <= MAX_ITEM_BYTES) {
      return { chunks: 0, attributes: { Body: { B: packed } } };
    }
    const chunks = await this.#chunks.write(name, packed);
    return { chunks, attributes: { Parts: { N: `${chunks}` } } };
  }

  async #putOver(
    before: StoredItem | undefined,
    item: Item,
    next: StoredItem,
    rows: readonly Item[],
  ): Promise<Written> {
    if (await this.#put(item, unchangedSince(before), rows)) {
      return { isWritten: true, stored: next };
    }
    // It may have taken effect although it was refused: the answer was lost and the SDK sent it again.
    const stored = await this.find(next.result.imageId);
    return stored?.revision === next.revision
      ? { isWritten: true, stored }
      : { isWritten: false, stored };
  }

  /** Resolves to whether the condition of the result held. Rows that exist already stay as they are. */
  async #put(item: Item, condition: Condition, rows: readonly Item[]): Promise<boolean> {
    for (let left = rows; left.length > 0;) {
      const refused = await writeTogether(this.#rows.client, [
        { table: this.#table.name, item, ...condition },
        ...left.map((row) => ({ table: this.#rows.table.name, item: row, ...IF_NEW })),
      ]);
      if (refused.length === 0) return true;
      if (refused.includes(0)) return false;
      left = left.filter((_, index) => !refused.includes(index + 1));
    }
    return this.#table.putIf(item, condition);
  }

  /** `undefined` when its chunks have been replaced since. */
  async #read(item: Item): Promise<StoredItem | undefined> {
    const imageId = item[RESULTS.partitionKey]?.S ?? '';
    if (Number(item['SchemaVersion']?.N) > SCHEMA_VERSION) throw tooNew(imageId);
    const revision = item['Revision']?.S ?? '';
    const chunks = Number(item['Parts']?.N ?? 0);
    const body = chunks === 0 ? bodyIn(item) : await this.#chunks.read(revision, chunks);
    if (!body && chunks === 0) throw corrupt(imageId);
    if (!body) return undefined;
    const { pending = [], ...result } = unpacked(body, imageId);
    const now = this.#rows.clock.now();
    const rest = pending.map((one) => deliveryOfLeftOver(one, now));
    return { result, owner: item['Owner']?.S, revision, chunks, leftOver: rest };
  }
}

/** The first of them. */
function asManyAsFit(rows: readonly Item[]): Item[] {
  let bytes = 0;
  const tooMany = rows.findIndex((row, index) => {
    bytes += sizeOf(row);
    return index === MAX_ROWS || bytes > MAX_ROW_BYTES;
  });
  return rows.slice(0, tooMany === -1 ? rows.length : tooMany);
}

function keyOf(imageId: string): Item {
  return { [RESULTS.partitionKey]: { S: wellFormed(imageId) } };
}

/** Nothing read, nothing to tell, as in every claim of a new image: compressing so little costs more than it saves. */
function isBare({ detection, reason, ruleMatches, pending = [], unrecorded }: Body): boolean {
  const waiting = ruleMatches.length + pending.length + unrecorded.length;
  return detection === undefined && reason === undefined && waiting === 0;
}

function unchangedSince(before: Pick<StoredItem, 'revision'> | undefined): Condition {
  return before
    ? {
        ConditionExpression: '#revision = :revision',
        ExpressionAttributeNames: { '#revision': 'Revision' },
        ExpressionAttributeValues: { ':revision': { S: before.revision } },
      }
    : {
        ConditionExpression: 'attribute_not_exists(#id)',
        ExpressionAttributeNames: { '#id': RESULTS.partitionKey },
      };
}

function bodyIn({ Body }: Item): Uint8Array | string | undefined {
  return Body?.S ?? Body?.B;
}

function unpacked(body: Uint8Array | string, imageId: string): Body {
  try {
    return typeof body === 'string' ? JSON.parse(body) : unpackBody(body);
  } catch (error) {
    throw corrupt(imageId, error);
  }
}

function corrupt(imageId: string, cause?: unknown): GlyphwatchError {
  return new GlyphwatchError(
    'store-misconfigured',
    `The item of ${JSON.stringify(imageId)} is corrupt or was edited elsewhere. Restore or delete it, then scan the image again.`,
    { cause },
  );
}

function tooNew(imageId: string): GlyphwatchError {
  return new GlyphwatchError(
    'store-misconfigured',
    `The item of ${JSON.stringify(imageId)} was written by a newer release. Update this program.`,
  );
}
