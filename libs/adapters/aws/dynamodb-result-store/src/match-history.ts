import { createHash } from 'node:crypto';
import { GlyphwatchError, type MatchRecord, type Page, type ResultQuery } from '@glyphwatch/domain';
import { packBody, unpackBody } from './body.ts';
import { MAX_ITEM_BYTES, type Parts } from './parts.ts';
import { boundsOf, placeOf } from './place.ts';
import { betweenPlaces } from './query.ts';
import { type Item, sizeOf, wellFormed } from './result-item.ts';
import type { Table } from './table.ts';
import { MATCHES } from './tables.ts';

const SPARE_BYTES = 1024;

/** What each rule found when, one item for each rule and image version. */
export class MatchHistory {
  readonly #table: Table;
  readonly #parts: Parts;

  constructor(table: Table, parts: Parts) {
    this.#table = table;
    this.#parts = parts;
  }

  async record(records: readonly MatchRecord[]): Promise<void> {
    // One batch must not name a key twice; the last record of a key wins, as if they came one by one.
    const items = new Map<string, Item>();
    for (const record of records) {
      const item = await this.#itemOf(record);
      items.set(`${item['MatchedPlace']?.S} ${record.ruleId}`, item);
    }
    await this.#table.putAll([...items.values()]);
  }

  async list(
    ruleId: string,
    query: Pick<ResultQuery, 'since' | 'until' | 'limit' | 'cursor'>,
  ): Promise<Page<MatchRecord>> {
    const { limit } = query;
    const bounds = boundsOf(query);
    const found: { place: string; record: MatchRecord }[] = [];
    const items = this.#table.query({
      ...betweenPlaces(MATCHES, ruleId, bounds),
      ScanIndexForward: false,
      ConsistentRead: true,
      // One more tells whether there is another page, one more stands for the cursor itself.
      Limit: limit + 2,
    });
    for await (const item of items) {
      const place = item[MATCHES.sortKey]?.S ?? '';
      if (place === bounds.cursor) continue;
      if (found.length === limit) {
        const last = found.at(-1)?.place ?? '';
        return { items: found.map(({ record }) => record), cursor: last };
      }
      found.push({ place, record: await this.#recordOf(item) });
    }
    return { items: found.map(({ record }) => record) };
  }

  async #itemOf(record: MatchRecord): Promise<Item> {
    const shown: Item = {
      RuleID: { S: record.ruleId },
      MatchedPlace: { S: placeOf(record.uploadedAt, record.id) },
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
    // Named after its content: written twice it is the same, and whatever was read from it stays whole.
    const name = createHash('sha256').update(body).digest('base64url');
    const parts = await this.#parts.write(name, body);
    return { ...shown, Parts: { N: `${parts}` }, PartsName: { S: name } };
  }

  async #recordOf(item: Item): Promise<MatchRecord> {
    const name = item['PartsName']?.S;
    const body =
      name === undefined
        ? item['Body']?.B
        : await this.#parts.read(name, Number(item['Parts']?.N ?? 0));
    try {
      return unpackBody(body ?? new Uint8Array());
    } catch (cause) {
      throw new GlyphwatchError(
        'store-misconfigured',
        `An item of the table ${this.#table.name} is not as this program wrote it. Restore or delete it.`,
        { cause },
      );
    }
  }
}
