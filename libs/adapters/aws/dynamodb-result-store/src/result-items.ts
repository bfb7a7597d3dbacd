import { randomUUID } from 'node:crypto';
import { GlyphwatchError, type Result, type StoredResult } from '@glyphwatch/domain';
import { packBody, unpackBody } from './body.ts';
import { type BodyChunks, MAX_ITEM_BYTES } from './body-chunks.ts';
import {
  type Item,
  SCHEMA_VERSION,
  shownAttributes,
  sizeOf,
  type StoredItem,
  wellFormed,
} from './result-item.ts';
import type { Condition, Table } from './table.ts';
import { RESULTS } from './tables.ts';

/** Room for `Body`, `Parts`, `Revision` and the differences between DynamoDB's way of counting and ours. */
const SPARE_BYTES = 1024;
/** A reader who misses chunks this often is not racing with writers: the chunks are lost. */
const MAX_READS = 5;

/** Not written: another process wrote first, and this is what is stored now. */
export type Written =
  | { readonly isWritten: true; readonly stored: StoredItem }
  | { readonly isWritten: false; readonly stored: StoredItem | undefined };

/** Result items with optimistic locking: read whole, and written only over the revision that was read. */
export class ResultItems {
  readonly #table: Table;
  readonly #chunks: BodyChunks;

  constructor(table: Table, chunks: BodyChunks) {
    this.#table = table;
    this.#chunks = chunks;
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
  async findAll(imageIds: readonly string[]): Promise<ReadonlyMap<string, Result>> {
    const items = await this.#table.getAll([...new Set(imageIds)].map(keyOf));
    const results = new Map<string, Result>();
    for (const item of items) {
      const imageId = item[RESULTS.partitionKey]?.S ?? '';
      const stored = (await this.#read(item)) ?? (await this.find(imageId));
      if (stored) results.set(imageId, stored.result);
    }
    return results;
  }

  async write(before: StoredItem | undefined, { result, owner }: StoredResult): Promise<Written> {
    const revision = randomUUID();
    const shown: Item = { ...shownAttributes(result, owner), Revision: { S: revision } };
    const { chunks, attributes } = await this.#writeBody(result, revision, sizeOf(shown));
    const next = { result, owner, revision, chunks };
    const written = await this.#putOver(before, { ...shown, ...attributes }, next);
    const obsolete = written.isWritten ? before : next;
    if (obsolete) await this.#chunks.delete(obsolete.revision, obsolete.chunks);
    return written;
  }

  /** In the item, or in chunks where it is too long. */
  async #writeBody(
    result: Result,
    name: string,
    shownBytes: number,
  ): Promise<{ readonly chunks: number; readonly attributes: Item }> {
    if (isBare(result)) return { chunks: 0, attributes: { Body: { S: JSON.stringify(result) } } };
    const body = packBody(result);
    if (shownBytes + body.byteLength + SPARE_BYTES <= MAX_ITEM_BYTES) {
      return { chunks: 0, attributes: { Body: { B: body } } };
    }
    const chunks = await this.#chunks.write(name, body);
    return { chunks, attributes: { Parts: { N: `${chunks}` } } };
  }

  async #putOver(before: StoredItem | undefined, item: Item, next: StoredItem): Promise<Written> {
    if (await this.#table.putIf(item, unchangedSince(before))) {
      return { isWritten: true, stored: next };
    }
    // It may have taken effect although it was refused: the answer was lost and the SDK sent it again.
    const stored = await this.find(next.result.imageId);
    return stored?.revision === next.revision
      ? { isWritten: true, stored }
      : { isWritten: false, stored };
  }

  /** `undefined` when its chunks have been replaced since. */
  async #read(item: Item): Promise<StoredItem | undefined> {
    const imageId = item[RESULTS.partitionKey]?.S ?? '';
    if (Number(item['SchemaVersion']?.N) > SCHEMA_VERSION) throw tooNew(imageId);
    const revision = item['Revision']?.S ?? '';
    const chunks = Number(item['Parts']?.N ?? 0);
    const body = chunks === 0 ? bodyIn(item) : await this.#chunks.read(revision, chunks);
    if (body) return { result: unpacked(body, imageId), owner: item['Owner']?.S, revision, chunks };
    if (chunks === 0) throw corrupt(imageId);
    return undefined;
  }
}

function keyOf(imageId: string): Item {
  return { [RESULTS.partitionKey]: { S: wellFormed(imageId) } };
}

/** Nothing read, nothing to tell, as in every claim of a new image: compressing so little costs more than it saves. */
function isBare({ detection, reason, ruleMatches, pending, unrecorded }: Result): boolean {
  const waiting = ruleMatches.length + pending.length + unrecorded.length;
  return detection === undefined && reason === undefined && waiting === 0;
}

function unchangedSince(before: StoredItem | undefined): Condition {
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

function unpacked(body: Uint8Array | string, imageId: string): Result {
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
