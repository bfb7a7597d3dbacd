import {
  isPurgeable,
  type Page,
  type Result,
  type ResultQuery,
  STATUSES,
} from '@glyphwatch/domain';
import { cannotSearch } from './cannot-search.ts';
import { type Listed, newestFirst, nextOf } from './newest-first.ts';
import { withinBounds } from './query.ts';
import { type Item, MORE_RULES, type StoredItem, WAITING } from './result-item.ts';
import type { ResultItems } from './result-items.ts';
import { boundsBefore, boundsOf, type SortKey, sortKeyOf } from './sort-key.ts';
import type { Table } from './table.ts';
import { RESULTS } from './tables.ts';

const [BY_STATUS, BY_MATCH, BY_WAITING] = RESULTS.indexes;
/** Filters apply after the limit: with smaller pages a rare rule would need nearly one request for each image. */
const FILTERED_PAGE = 1000;
/** Or may have: its body tells. */
const HAS_RULE = '(contains(#rules, :rule) OR contains(#rules, :more))';

interface Entry extends Listed {
  readonly imageId: string;
}
type Entries = AsyncGenerator<Entry, undefined>;

/**
 * Lists by index. Indexes follow the table with a short delay and hold keys only, so each entry is compared with its
 * result: one that has moved since is at the front of the list by now and is left out here.
 */
export class ResultLists {
  readonly #table: Table;
  readonly #items: ResultItems;

  constructor(table: Table, items: ResultItems) {
    this.#table = table;
    this.#items = items;
  }

  async list(query: ResultQuery): Promise<Page<Result>> {
    const { ruleId, status, text, fragments, purgeable, where, limit } = query;
    if (text !== undefined || fragments !== undefined) throw cannotSearch();
    const isWanted = (result: Result): boolean =>
      (status === undefined || result.status === status) &&
      (!purgeable || isPurgeable(result)) &&
      (ruleId === undefined || result.ruleMatches.some((rule) => rule.ruleId === ruleId)) &&
      (where === undefined || where(result));
    const sortKeyNow = ({ imageId, uploadedAt, updatedAt }: Result): SortKey =>
      sortKeyOf(ruleId === undefined ? updatedAt : uploadedAt, imageId);
    const byTime = () => (purgeable ? this.#byExpiry(query) : this.#byTime(query));
    const entries = ruleId === undefined ? byTime() : this.#byRule(ruleId, query);
    const wanted = await this.#first(
      entries,
      limit + 1,
      ({ result }, { sortKey }) => sortKeyNow(result) === sortKey && isWanted(result),
    );
    const items = wanted.slice(0, limit);
    const last = items.at(-1);
    return wanted.length > limit && last ? { items, cursor: sortKeyNow(last) } : { items };
  }

  async listUnrecorded(before: number, limit: number): Promise<readonly Result[]> {
    const entries = this.#entries(
      this.#table.query({
        ...withinBounds(BY_WAITING, WAITING.forHistory, boundsBefore(before)),
        IndexName: BY_WAITING.name,
        Limit: limit,
      }),
      BY_WAITING.sortKey,
    );
    const isWaiting = ({ result: { unrecorded, updatedAt }, leftOver }: StoredItem): boolean =>
      unrecorded.length + leftOver.length > 0 && updatedAt < before;
    const waiting = await this.#first(entries, limit, isWaiting);
    return waiting.sort((a, b) => a.updatedAt - b.updatedAt);
  }

  /** Merges one list for each status: an index over everything would write every change a second time. */
  #byTime({ status, ...query }: ResultQuery): Entries {
    const { cursor, ...bounds } = boundsOf(query);
    const statuses = status === undefined ? STATUSES : [status];
    return newestFirst(
      statuses.map((one) =>
        this.#entries(
          this.#table.query({
            ...withinBounds(BY_STATUS, one, bounds),
            IndexName: BY_STATUS.name,
            ScanIndexForward: false,
            Limit: query.limit + 2,
          }),
          BY_STATUS.sortKey,
          cursor,
        ),
      ),
    );
  }

  #byExpiry(query: ResultQuery): Entries {
    const { cursor, ...bounds } = boundsOf(query);
    const items = this.#table.query({
      ...withinBounds(BY_WAITING, WAITING.forExpiry, bounds),
      IndexName: BY_WAITING.name,
      ScanIndexForward: false,
      Limit: query.limit + 2,
    });
    return this.#entries(items, BY_WAITING.sortKey, cursor);
  }

  #byRule(ruleId: string, query: ResultQuery): Entries {
    const { cursor, ...bounds } = boundsOf(query);
    const { status } = query;
    const between = withinBounds(BY_MATCH, 'yes', bounds);
    const items = this.#table.query({
      ...between,
      IndexName: BY_MATCH.name,
      ScanIndexForward: false,
      FilterExpression: status === undefined ? HAS_RULE : `${HAS_RULE} AND #status = :status`,
      ExpressionAttributeNames: {
        ...between.ExpressionAttributeNames,
        '#rules': 'RuleIDs',
        ...(status === undefined ? {} : { '#status': 'Status' }),
      },
      ExpressionAttributeValues: {
        ...between.ExpressionAttributeValues,
        ':rule': { S: ruleId },
        ':more': { S: MORE_RULES },
        ...(status === undefined ? {} : { ':status': { S: status } }),
      },
      Limit: FILTERED_PAGE,
    });
    return this.#entries(items, BY_MATCH.sortKey, cursor);
  }

  async *#entries(items: AsyncIterable<Item>, attribute: string, cursor?: SortKey): Entries {
    for await (const item of items) {
      const [imageId, sortKey] = [item[RESULTS.partitionKey]?.S, item[attribute]?.S];
      if (imageId === undefined || sortKey === undefined || sortKey === cursor) continue;
      yield { imageId, sortKey };
    }
    return undefined;
  }

  /** The first `count` results that are still where their entry says. */
  async #first(
    entries: Entries,
    count: number,
    holds: (stored: StoredItem, entry: Entry) => boolean,
  ): Promise<Result[]> {
    const found: Result[] = [];
    for (let isMore = true; isMore && found.length < count;) {
      const batch = await nextOf(entries, count - found.length);
      isMore = batch.length === count - found.length;
      const results = await this.#items.findAll(batch.map(({ imageId }) => imageId));
      for (const entry of batch) {
        const stored = results.get(entry.imageId);
        if (stored && holds(stored, entry)) found.push(stored.result);
      }
    }
    await entries.return(undefined);
    return found;
  }
}
