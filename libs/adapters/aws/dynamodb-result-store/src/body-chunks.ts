import { RESULTS } from './tables.ts';
import type { Item } from './result-item.ts';
import type { Table } from './table.ts';

/** DynamoDB's limit is 400 KB, attribute names included. */
export const MAX_ITEM_BYTES = 400 * 1024;
const MAX_CHUNK_BYTES = 384 * 1024;
/** Bucket names contain no colon, so no image id starts like this. */
const PREFIX = 'part:';

/**
 * Bodies that are too long for one item, cut into items of their own. A name stands for one content only, so a reader
 * never mixes chunks of two contents. Chunks are written before the item that names them, and those of the content before
 * are deleted after it: a crash in between leaves orphaned chunks, which no deletion reaches.
 */
export class BodyChunks {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Returns the number of chunks. */
  async write(name: string, body: Uint8Array): Promise<number> {
    const count = Math.ceil(body.byteLength / MAX_CHUNK_BYTES);
    for (let index = 0; index < count; index += 1) {
      const chunk = body.subarray(index * MAX_CHUNK_BYTES, (index + 1) * MAX_CHUNK_BYTES);
      await this.#table.put({ ...keyOf(name, index), Body: { B: chunk } });
    }
    return count;
  }

  /** `undefined` when a chunk is missing: a newer content has replaced this one. */
  async read(name: string, count: number): Promise<Uint8Array | undefined> {
    const chunks: Uint8Array[] = [];
    for (let index = 0; index < count; index += 1) {
      const chunk = (await this.#table.get(keyOf(name, index)))?.['Body']?.B;
      if (!chunk) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  async delete(name: string, count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) await this.#table.delete(keyOf(name, index));
  }
}

function keyOf(name: string, index: number): Item {
  return { [RESULTS.partitionKey]: { S: `${PREFIX}${name}/${index}` } };
}
