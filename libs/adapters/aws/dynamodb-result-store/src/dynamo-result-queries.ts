import {
  type BoundedCount,
  GlyphwatchError,
  MAX_COUNT,
  type Page,
  type ResultQueries,
  type ResultSummary,
  SEVERITIES,
  summaryOf,
  type SummaryPageQuery,
  type SummaryQuery,
} from '@glyphwatch/domain';
import { cannotSearch } from './cannot-search.ts';
import { type Listed, newestFirst } from './newest-first.ts';
import { withinBounds } from './query.ts';
import { type Item, MORE_RULES, number, summaryIn, text, WALL } from './result-item.ts';
import type { ResultItems } from './result-items.ts';
import { type Bounds, isAfter, wallBoundsOf, wallKeyOf } from './sort-key.ts';
import type { Budget, Table } from './table.ts';
import { RESULTS } from './tables.ts';

const [, , , BY_UPLOAD] = RESULTS.indexes;
/** Filters apply after the limit: with smaller pages what is rare would need nearly one request for each image. */
const FILTERED_PAGE = 1000;
/** Of 1 MB or 1000 images each. */
const MOST_COUNTED_PAGES = 20;
const NO_BARS =
  'DynamoDB would read, and charge for, every image of the period to draw bars. List by time instead.';

interface Entry extends Listed {
  readonly imageId: string;
  readonly summary: ResultSummary;
}
type Entries = AsyncGenerator<Entry, undefined>;

interface Reading {
  readonly bounds: Bounds;
  /** Images that are read at once if nothing is asked of them. */
  readonly limit: number;
  readonly order: 'newest' | 'oldest';
  readonly budget?: Budget;
}

/**
 * Walls from one index, which holds summaries and follows its table within a second; an image that a rule matched is in a partition
 * of its own. It has no text, and counts by reading, up to a bound.
 */
export class DynamoResultQueries implements ResultQueries {
  readonly can = ['count', 'neighbours'] as const;
  readonly #table: Table;
  readonly #items: ResultItems;

  constructor(table: Table, items: ResultItems) {
    this.#table = table;
    this.#items = items;
  }

  async summaries(query: SummaryPageQuery): Promise<Page<ResultSummary>> {
    const { limit } = query;
    const bounds = wallBoundsOf(query);
    const found: Entry[] = [];
    for await (const entry of this.#all(query, { bounds, limit: limit + 2, order: 'newest' })) {
      if (found.push(entry) > limit) break;
    }
    const page = found.slice(0, limit);
    const items = page.map(({ summary }) => summary);
    const last = page.at(-1);
    return found.length > limit && last ? { items, cursor: last.sortKey } : { items };
  }

  async summary(imageId: string): Promise<ResultSummary | undefined> {
    const item = await this.#items.findItem(imageId);
    if (!item) return undefined;
    const summary = readSummary(item);
    if (summary) return summary;
    // An earlier release wrote it.
    const stored = await this.#items.find(imageId);
    return stored && summaryOf(stored.result);
  }

  async count(query: SummaryQuery): Promise<BoundedCount> {
    const budget: Budget = { pages: MOST_COUNTED_PAGES };
    const bounds = wallBoundsOf(query);
    let n = 0;
    for await (const _ of this.#all(query, {
      ...{ bounds, budget, order: 'newest', limit: FILTERED_PAGE },
    })) {
      if (n === MAX_COUNT) return { n, more: true };
      n += 1;
    }
    return { n, more: budget.isSpent ?? false };
  }

  async histogram(): Promise<never> {
    throw new GlyphwatchError('store-misconfigured', NO_BARS);
  }

  async neighbours(
    query: SummaryQuery,
    { imageId, uploadedAt }: Pick<ResultSummary, 'imageId' | 'uploadedAt'>,
  ): Promise<{ readonly previous?: string; readonly next?: string }> {
    const here = wallKeyOf(uploadedAt, imageId);
    const bounds = wallBoundsOf(query);
    const nearest = async (within: Bounds, order: Reading['order']) => {
      for await (const entry of this.#all(query, { bounds: within, order, limit: 2 })) {
        if (entry.imageId !== imageId) return entry.imageId;
      }
      return undefined;
    };
    const previous = await nearest({ ...bounds, low: later(bounds.low, here) }, 'oldest');
    const next = await nearest({ ...bounds, high: earlier(bounds.high, here) }, 'newest');
    return {
      ...(previous === undefined ? {} : { previous }),
      ...(next === undefined ? {} : { next }),
    };
  }

  /** Each look would cost money. */
  async mark(): Promise<undefined> {
    return undefined;
  }

  #all(query: SummaryQuery, reading: Reading): Entries {
    if (query.text !== undefined || query.fragments !== undefined) throw cannotSearch();
    if (isAfter(reading.bounds.low, reading.bounds.high)) return none();
    const { ruleId, severity, status } = query;
    const isMatched = ruleId !== undefined || severity !== undefined || status === 'MATCHED';
    const walls = isMatched ? [WALL.matched] : Object.values(WALL);
    const lists = walls.map((wall) => this.#entries(wall, query, reading));
    return newestFirst(lists, reading.order === 'newest' ? isAfter : (a, b) => isAfter(b, a));
  }

  async *#entries(
    wall: string,
    query: SummaryQuery,
    { bounds, limit, order, budget }: Reading,
  ): Entries {
    const between = withinBounds(BY_UPLOAD, wall, bounds);
    const filter = filterOf(query);
    const isFiltered = filter.conditions.length > 0;
    const items = this.#table.query(
      {
        ...between,
        IndexName: BY_UPLOAD.name,
        ScanIndexForward: order === 'oldest',
        Limit: isFiltered ? FILTERED_PAGE : limit,
        ...(isFiltered ? { FilterExpression: filter.conditions.join(' AND ') } : {}),
        ExpressionAttributeNames: { ...between.ExpressionAttributeNames, ...filter.names },
        ExpressionAttributeValues: { ...between.ExpressionAttributeValues, ...filter.values },
      },
      budget,
    );
    for await (const item of items) {
      const [imageId, sortKey] = [item[RESULTS.partitionKey]?.S, item[BY_UPLOAD.sortKey]?.S];
      const summary = readSummary(item);
      if (imageId === undefined || sortKey === undefined || !summary) continue;
      if (sortKey === bounds.cursor || !(await this.#hasRule(item, imageId, query))) continue;
      yield { imageId, sortKey, summary };
    }
    return undefined;
  }

  /** Of very many rules, an item shows only some; its body has all. */
  async #hasRule(item: Item, imageId: string, { ruleId }: SummaryQuery): Promise<boolean> {
    const shown = item['RuleIDs']?.SS ?? [];
    if (ruleId === undefined || shown.includes(ruleId)) return true;
    const stored = await this.#items.find(imageId);
    return stored?.result.ruleMatches.some((rule) => rule.ruleId === ruleId) ?? false;
  }
}

function filterOf({ ruleId, severity, status, key }: SummaryQuery) {
  const conditions = [
    ...(ruleId === undefined ? [] : ['(contains(#rules, :rule) OR contains(#rules, :more))']),
    ...(severity === undefined ? [] : ['#severity >= :severity']),
    ...(status === undefined ? [] : ['#status = :status']),
    ...(key === undefined || key === ''
      ? []
      : ['(begins_with(#key, :key) OR begins_with(#image, :key))']),
  ];
  const asks = (name: string): boolean => conditions.some((one) => one.includes(name));
  const names = {
    ...{ '#rules': 'RuleIDs', '#severity': 'Severity', '#status': 'Status' },
    ...{ '#key': 'Key', '#image': RESULTS.partitionKey },
  };
  const values: Item = {
    ':rule': text(ruleId ?? ''),
    ':more': text(MORE_RULES),
    ':severity': number(SEVERITIES.indexOf(severity ?? 'low')),
    ':status': text(status ?? ''),
    ':key': text(key ?? ''),
  };
  return {
    conditions,
    names: Object.fromEntries(Object.entries(names).filter(([name]) => asks(name))),
    values: Object.fromEntries(Object.entries(values).filter(([name]) => asks(name))),
  };
}

function readSummary(item: Item): ResultSummary | undefined {
  try {
    return summaryIn(item);
  } catch (cause) {
    const imageId = item[RESULTS.partitionKey]?.S ?? '';
    throw new GlyphwatchError(
      'store-misconfigured',
      `The summary of ${JSON.stringify(imageId)} is corrupt or was edited elsewhere. Scan the image again.`,
      { cause },
    );
  }
}

function later(one: string, other: string): string {
  return isAfter(one, other) ? one : other;
}

function earlier(one: string, other: string): string {
  return isAfter(one, other) ? other : one;
}

async function* none(): Entries {
  return undefined;
}
