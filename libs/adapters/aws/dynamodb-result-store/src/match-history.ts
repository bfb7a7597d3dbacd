import { createHash } from 'node:crypto';
import {
  asRecord,
  type Damages,
  type MatchRecord,
  type Page,
  type ResultQuery,
} from '@glyphwatch/domain';
import type { AlertCases } from './alert-cases.ts';
import { packBody, unpackBody } from './body.ts';
import { type BodyChunks, MAX_ITEM_BYTES } from './body-chunks.ts';
import { HistoryPurge } from './history-purge.ts';
import { inBatches } from './in-batches.ts';
import { withinBounds } from './query.ts';
import { type Item, sizeOf, wellFormed } from './result-item.ts';
import { boundsOf, sortKeyOf, TIME_DIGITS, UNBOUNDED } from './sort-key.ts';
import type { Table } from './table.ts';
import { MATCHES } from './tables.ts';

const [BY_IMAGE] = MATCHES.indexes;
const SPARE_BYTES = 1024;
const DELETES_AT_ONCE = 25;
const READS_AT_ONCE = 8;

export interface MatchHistoryParts {
  readonly chunks: BodyChunks;
  readonly cases: AlertCases;
  readonly damages: Damages;
}

/** What each rule found and when: one item for each rule and image version. */
export class MatchHistory {
  readonly #table: Table;
  readonly #chunks: BodyChunks;
  readonly #damages: Damages;
  readonly #cases: AlertCases;
  readonly #purge: HistoryPurge;

  constructor(table: Table, { chunks, cases, damages }: MatchHistoryParts) {
    this.#table = table;
    this.#chunks = chunks;
    this.#damages = damages;
    this.#cases = cases;
    const remove = (entries: readonly Item[]) => this.purgeEntries(entries);
    this.#purge = new HistoryPurge({ table, delete: remove, random: Math.random });
  }

  async record(records: readonly MatchRecord[]): Promise<void> {
    // A batch must not name a key twice; as if written one by one, the last record of a key wins.
    const items = new Map<string, Item>();
    for (const record of records) {
      const item = await this.#itemOf(record);
      items.set(keyOf(item), item);
    }
    await this.#table.putAll([...items.values()]);
    await this.#cases.record(records, (keys) => this.recordsOf(keys));
    await this.#deleteEarlier(items);
  }

  /** The same version may be uploaded again: its record has the same id, and another time in its key. */
  async #deleteEarlier(items: ReadonlyMap<string, Item>): Promise<void> {
    const written = new Set([...items.values()].map(idOf));
    const images = new Set([...items.values()].flatMap(({ ImageID }) => ImageID?.S ?? []));
    for (const image of images) {
      const entries = await this.entriesOf(image);
      const isEarlier = (entry: Item) => !items.has(keyOf(entry)) && written.has(idOf(entry));
      await this.deleteEntries(entries.filter(isEarlier));
    }
  }

  async list(
    ruleId: string,
    query: Pick<ResultQuery, 'since' | 'until' | 'limit' | 'cursor'>,
  ): Promise<Page<MatchRecord>> {
    const { limit } = query;
    const bounds = boundsOf(query);
    const found: { sortKey: string; record: MatchRecord }[] = [];
    const items = this.#table.query({
      ...withinBounds(MATCHES, ruleId, bounds),
      ScanIndexForward: false,
      ConsistentRead: true,
      // One more shows whether there is another page, and one is the cursor's own item.
      Limit: limit + 2,
    });
    for await (const item of items) {
      const sortKey = item[MATCHES.sortKey]?.S ?? '';
      if (sortKey === bounds.cursor) continue;
      if (found.length === limit) {
        const last = found.at(-1)?.sortKey ?? '';
        return { items: found.map(({ record }) => record), cursor: last };
      }
      const record = await this.#recordOf(item);
      if (record) found.push({ sortKey, record });
    }
    return { items: found.map(({ record }) => record) };
  }

  /** Everything but what is damaged, in any order. */
  async *all(): AsyncGenerator<MatchRecord, undefined> {
    for await (const item of this.#table.scan({ ConsistentRead: true })) {
      const record = await this.#recordOf(item);
      if (record) yield record;
    }
    return undefined;
  }

  /** What is recorded about an image, as far as the index knows. */
  async entriesOf(imageId: string): Promise<readonly Item[]> {
    const entries: Item[] = [];
    const items = this.#table.query({
      ...withinBounds(BY_IMAGE, wellFormed(imageId), UNBOUNDED),
      IndexName: BY_IMAGE.name,
    });
    for await (const item of items) entries.push(item);
    return entries;
  }

  purge(...turn: Parameters<HistoryPurge['turn']>): ReturnType<HistoryPurge['turn']> {
    return this.#purge.turn(...turn);
  }

  /** Of one rule, by their sort keys; those that exist and are not damaged, in any order. */
  async recordsOf(
    keys: readonly { readonly ruleId: string; readonly matchedKey: string }[],
  ): Promise<readonly MatchRecord[]> {
    const items = await this.#table.getAll(
      keys.map(({ ruleId, matchedKey }) => ({
        [MATCHES.partitionKey]: { S: ruleId },
        [MATCHES.sortKey]: { S: matchedKey },
      })),
    );
    const records = await inBatches(items, READS_AT_ONCE, (item) => this.#recordOf(item));
    return records.filter((record) => record !== undefined);
  }

  /** Their alerts, too. */
  async purgeEntries(entries: readonly Item[]): Promise<void> {
    await this.deleteEntries(entries);
    const about = entries.map(({ ImageID, RuleID, MatchedKey }) => ({
      imageId: ImageID?.S ?? '',
      ruleId: RuleID?.S ?? '',
      matchedKey: MatchedKey?.S ?? '',
    }));
    await this.#cases.forgetAll(about);
  }

  async deleteEntries(entries: readonly Item[]): Promise<void> {
    const { partitionKey, sortKey } = MATCHES;
    await inBatches(entries, DELETES_AT_ONCE, async (entry) => {
      const { [partitionKey]: ruleId, [sortKey]: time, PartsName, Parts } = entry;
      if (!ruleId || !time) throw new Error('an entry has its keys');
      if (PartsName?.S) await this.#chunks.delete(PartsName.S, Number(Parts?.N ?? 0));
      await this.#table.delete({ [partitionKey]: ruleId, [sortKey]: time });
    });
  }

  async #itemOf(record: MatchRecord): Promise<Item> {
    const shown: Item = {
      [MATCHES.partitionKey]: { S: record.ruleId },
      [MATCHES.sortKey]: { S: sortKeyOf(record.uploadedAt, record.id) },
      ImageID: { S: wellFormed(record.imageId) },
      Version: { S: wellFormed(record.version) },
      RuleVersion: { S: record.ruleVersion },
      Severity: { S: record.severity },
      MatchCount: { N: String(record.matches.length) },
    };
    const body = packBody(record);
    if (sizeOf(shown) + body.byteLength + SPARE_BYTES <= MAX_ITEM_BYTES) {
      return { ...shown, Body: { B: body } };
    }
    // Named after its content: writing it twice changes nothing, and a reader never sees half of another content.
    const name = createHash('sha256').update(body).digest('base64url');
    const chunks = await this.#chunks.write(name, body);
    return { ...shown, Parts: { N: `${chunks}` }, PartsName: { S: name } };
  }

  async #recordOf(item: Item): Promise<MatchRecord | undefined> {
    const name = item['PartsName']?.S;
    const body =
      name === undefined
        ? item['Body']?.B
        : await this.#chunks.read(name, Number(item['Parts']?.N ?? 0));
    const read = (): MatchRecord => asRecord(unpackBody(body ?? new Uint8Array()));
    return this.#damages.orElse(read, () => {
      const key = `${item[MATCHES.partitionKey]?.S} ${item[MATCHES.sortKey]?.S}`;
      return `Match ${JSON.stringify(key)} is damaged in ${this.#table.name}, and left out.`;
    });
  }
}

function keyOf({ [MATCHES.partitionKey]: ruleId, [MATCHES.sortKey]: time }: Item): string {
  return `${time?.S} ${ruleId?.S}`;
}

/** Of the record; without the time in its key. */
function idOf(item: Item): string {
  return keyOf(item).slice(TIME_DIGITS);
}
