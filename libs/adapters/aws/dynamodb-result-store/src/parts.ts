import { RESULTS } from './tables.ts';
import type { Item } from './result-item.ts';
import type { Table } from './table.ts';

/** An item may have 400 KB with its names; the rest is room for the other attributes. */
export const MAX_ITEM_BYTES = 400 * 1024;
const MAX_PART_BYTES = 384 * 1024;
/** No bucket's name has a colon, so no image's id begins like this. */
const PREFIX = 'part:';

/**
 * Bodies too long for one item, cut into items of their own. A name is used for one content only, so whoever reads a
 * part reads what its writer meant. Parts are written before the item that names them: a crash in between
 * leaves parts that nobody names, which cost storage and nothing else.
 */
export class Parts {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Gives the number of parts. */
  async write(name: string, body: Uint8Array): Promise<number> {
    const count = Math.ceil(body.byteLength / MAX_PART_BYTES);
    for (let part = 0; part < count; part += 1) {
      const piece = body.subarray(part * MAX_PART_BYTES, (part + 1) * MAX_PART_BYTES);
      await this.#table.put({ ...keyOf(name, part), Body: { B: piece } });
    }
    return count;
  }

  /** `undefined` when a part is gone: a newer content has replaced this one. */
  async read(name: string, count: number): Promise<Uint8Array | undefined> {
    const pieces: Uint8Array[] = [];
    for (let part = 0; part < count; part += 1) {
      const piece = (await this.#table.get(keyOf(name, part)))?.['Body']?.B;
      if (!piece) return undefined;
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  async delete(name: string, count: number): Promise<void> {
    for (let part = 0; part < count; part += 1) await this.#table.delete(keyOf(name, part));
  }
}

function keyOf(name: string, part: number): Item {
  return { [RESULTS.partitionKey]: { S: `${PREFIX}${name}/${part}` } };
}
