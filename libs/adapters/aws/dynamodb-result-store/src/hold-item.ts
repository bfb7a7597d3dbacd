import { GlyphwatchError, type Hold } from '@glyphwatch/domain';
import { packBody, unpackBody } from './body.ts';
import { MAX_ITEM_BYTES } from './body-chunks.ts';
import { IF_NEW } from './delivery-row.ts';
import { type Item, number, text } from './result-item.ts';
import { type Table, unchangedSince } from './table.ts';
import { DELIVERIES } from './tables.ts';

const KEY: Item = { [DELIVERIES.partitionKey]: text('holds') };
const SPARE_BYTES = 1024;
/** Every lost race means that another process won it, so this many in a row mean that something is broken. */
const MAX_RACES = 200;

/** All holds in one item, which changes as a whole on condition of its revision. */
export class HoldItem {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async all(): Promise<readonly Hold[]> {
    return (await this.#find()).all;
  }

  async change(change: (all: readonly Hold[]) => readonly Hold[]): Promise<void> {
    for (let races = 0; races < MAX_RACES; races += 1) {
      const { revision, all } = await this.#find();
      const next = [...change(all)].sort((a, b) => a.since - b.since);
      const body = packBody(next);
      if (body.byteLength + SPARE_BYTES > MAX_ITEM_BYTES) throw tooMany();
      const item = { ...KEY, Revision: number(revision + 1), Body: { B: body } };
      const condition = revision === 0 ? IF_NEW : unchangedSince(revision);
      if (await this.#table.putIf(item, condition)) return;
    }
    throw new GlyphwatchError(
      'store-unavailable',
      'Other processes keep changing the holds. Try again later.',
    );
  }

  async #find(): Promise<{ readonly revision: number; readonly all: readonly Hold[] }> {
    const item = await this.#table.get(KEY);
    if (!item) return { revision: 0, all: [] };
    return { revision: Number(item['Revision']?.N), all: this.#holdsIn(item) };
  }

  /** What is damaged might hold everything. */
  #holdsIn(item: Item): readonly Hold[] {
    try {
      return unpackBody(item['Body']?.B ?? new Uint8Array());
    } catch (cause) {
      throw new GlyphwatchError(
        'store-misconfigured',
        `The item "holds" in ${this.#table.name} is damaged, so nothing is purged or deleted. Delete it, and hold again what has to be kept.`,
        { cause },
      );
    }
  }
}

function tooMany(): GlyphwatchError {
  return new GlyphwatchError(
    'store-misconfigured',
    'There are too many holds for one item of DynamoDB. End some, or hold a rule instead of its images.',
  );
}
