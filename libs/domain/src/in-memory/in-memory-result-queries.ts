import {
  type Bar,
  type BoundedCount,
  MAX_COUNT,
  type Page,
  QUERY_ABILITIES,
  refuseShortFragments,
  type Result,
  type ResultQueries,
  type ResultSummary,
  summaryOf,
  type SummaryPageQuery,
  type SummaryQuery,
} from '../index.ts';
import type { InMemoryDeliveries } from './in-memory-deliveries.ts';
import type { InMemoryResultStore } from './in-memory-result-store.ts';
import { isLookedFor } from './is-looked-for.ts';
import { pageOf } from './page-of.ts';

/** The reference for walls, over an in-memory store. */
export class InMemoryResultQueries implements ResultQueries {
  readonly can = QUERY_ABILITIES;
  readonly #store: InMemoryResultStore;
  readonly #deliveries: InMemoryDeliveries | undefined;
  #seen = '';
  #changes = 0;

  constructor(store: InMemoryResultStore, deliveries?: InMemoryDeliveries) {
    this.#store = store;
    this.#deliveries = deliveries;
  }

  async summaries(query: SummaryPageQuery): Promise<Page<ResultSummary>> {
    return pageOf(
      this.#found(query).map(summaryOf),
      ({ uploadedAt }) => uploadedAt,
      ({ imageId }) => imageId,
      query,
    );
  }

  async summary(imageId: string): Promise<ResultSummary | undefined> {
    const result = await this.#store.find(imageId);
    return result && summaryOf(result);
  }

  async count(query: SummaryQuery): Promise<BoundedCount> {
    return boundedCount(this.#found(query).length);
  }

  async histogram(query: SummaryQuery, edges: readonly number[]): Promise<readonly Bar[]> {
    const found = this.#found(query);
    return edges.slice(1).map((to, index) => {
      const from = edges[index] ?? to;
      const those = found.filter(({ uploadedAt }) => uploadedAt >= from && uploadedAt < to);
      const matched = those.filter(({ status }) => status === 'MATCHED').length;
      return { from, to, images: those.length, matched };
    });
  }

  async neighbours(
    query: SummaryQuery,
    { imageId, uploadedAt }: Pick<ResultSummary, 'imageId' | 'uploadedAt'>,
  ): Promise<{ readonly previous?: string; readonly next?: string }> {
    const found = this.#found(query).map((result) => ({ ...result, id: result.imageId }));
    return neighboursAmong(found, { id: imageId, uploadedAt });
  }

  async mark(): Promise<string> {
    const { records } = this.#store;
    const deliveries = await this.#deliveries?.list({ limit: 1000 });
    const all = JSON.stringify([this.#store.everyResult(), records.reviewed(), deliveries]);
    if (all !== this.#seen) this.#changes += 1;
    this.#seen = all;
    return `${this.#changes}`;
  }

  #found(query: SummaryQuery): Result[] {
    refuseShortFragments(query.fragments);
    return this.#store.everyResult().filter((result) => isLookedFor(result, query));
  }
}

export function boundedCount(found: number): BoundedCount {
  return { n: Math.min(found, MAX_COUNT), more: found > MAX_COUNT };
}

interface Listed {
  /** Orders those of one time. */
  readonly id: string;
  readonly imageId: string;
  readonly uploadedAt: number;
}

export function neighboursAmong(
  items: readonly Listed[],
  { id, uploadedAt }: Pick<Listed, 'id' | 'uploadedAt'>,
): { readonly previous?: string; readonly next?: string } {
  const isBefore = (a: Pick<Listed, 'id' | 'uploadedAt'>, b: Pick<Listed, 'id' | 'uploadedAt'>) =>
    a.uploadedAt === b.uploadedAt ? a.id > b.id : a.uploadedAt > b.uploadedAt;
  const ordered = items.toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
  const here = { id, uploadedAt };
  const previous = ordered.findLast((one) => isBefore(one, here));
  const next = ordered.find((one) => isBefore(here, one));
  return {
    ...(previous ? { previous: previous.imageId } : {}),
    ...(next ? { next: next.imageId } : {}),
  };
}
