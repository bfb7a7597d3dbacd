import type { AlertCases } from './alert-cases.ts';
import { keyOf } from './alert-case.ts';
import { updateOf } from './change.ts';
import { inBatches } from './in-batches.ts';
import type { MatchHistory } from './match-history.ts';
import { type Item, text, wallAttributes } from './result-item.ts';
import type { ResultItems } from './result-items.ts';
import type { Table } from './table.ts';
import { RESULTS } from './tables.ts';

/** No image id is without a slash. */
const DONE = keyOf('caught up', 'all');
const ITEMS_AT_ONCE = 25;

export interface CatchUpParts {
  readonly results: Table;
  readonly items: ResultItems;
  readonly history: MatchHistory;
  readonly cases: AlertCases;
}

/**
 * Gives results and records of an earlier release what walls and alerts need. It reads both tables once, and what it
 * writes is as if it had been written with them, so it may be repeated, and meet writers.
 */
export class CatchUp {
  readonly #parts: CatchUpParts;

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
  }

  async isDone(): Promise<boolean> {
    return (await this.#parts.cases.table.get(DONE)) !== undefined;
  }

  /** `onProgress` is told how many results and records it has been through. */
  async run(onProgress: (done: number) => void): Promise<void> {
    const { results, history, cases } = this.#parts;
    let done = 0;
    const older = results.scan({
      // Chunks of bodies have no status.
      FilterExpression: 'attribute_not_exists(Wall) AND attribute_exists(#status)',
      ExpressionAttributeNames: { '#status': 'Status' },
      ProjectionExpression: RESULTS.partitionKey,
      ConsistentRead: true,
    });
    const count = (some: readonly unknown[]): void => onProgress((done += some.length));
    await inPortions(older, async (items) => {
      await inBatches(items, ITEMS_AT_ONCE, (item) => this.#summarise(item));
      count(items);
    });
    await inPortions(history.all(), async (records) => {
      await cases.record(records, (keys) => history.recordsOf(keys));
      count(records);
    });
    await cases.table.put(DONE);
  }

  /** A result that was written meanwhile has its summary already. */
  async #summarise(item: Item): Promise<void> {
    const stored = await this.#parts.items.find(item[RESULTS.partitionKey]?.S ?? '');
    if (!stored) return;
    const { result, revision } = stored;
    const change = { onlyIf: { Revision: text(revision) }, set: wallAttributes(result) };
    const key = { [RESULTS.partitionKey]: text(result.imageId) };
    await this.#parts.results.update(key, updateOf(change));
  }
}

async function inPortions<T>(
  all: AsyncIterable<T>,
  work: (some: readonly T[]) => Promise<void>,
): Promise<void> {
  let some: T[] = [];
  for await (const one of all) {
    if (some.push(one) < ITEMS_AT_ONCE) continue;
    await work(some);
    some = [];
  }
  if (some.length > 0) await work(some);
}
