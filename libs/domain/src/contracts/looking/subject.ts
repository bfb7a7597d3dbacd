import {
  type AlertReviews,
  type Commit,
  type Deliveries,
  imageIdOf,
  type MatchRecord,
  type ResultQueries,
  type ResultStore,
  type ScanOutcome,
  type Upload,
} from '../../index.ts';
import { LEASE_MS, commitOf } from '../result-store/subject.ts';
import { sampleOutcome, sampleRecord, sampleUpload, unique, uniqueTime } from '../samples.ts';

/** A store with all ports that a console looks at it through. */
export interface LookingSubject {
  readonly store: ResultStore;
  readonly deliveries: Deliveries;
  readonly queries: ResultQueries;
  readonly reviews: AlertReviews;
  /** The same data, as another process uses it; `close` closes this one too. */
  elsewhere?(): Promise<Pick<LookingSubject, 'store' | 'queries' | 'reviews'>>;
  /** From here on the backend does not answer, until the function that this resolves to is called. */
  breakBackend?(): Promise<() => Promise<void>>;
  /** From here on a person must act: no such table, no permission. */
  misconfigure?(): Promise<void>;
  close?(): Promise<void>;
}

/** Images of one bucket, in a period that no other test uses. */
export class Wall {
  readonly store: ResultStore;
  readonly deliveries: Deliveries;
  readonly queries: ResultQueries;
  readonly reviews: AlertReviews;
  readonly start = uniqueTime();
  readonly name = unique('bucket');
  /** All of its images and no others. */
  readonly own = { key: `${this.name}/`, since: this.start, until: this.start + 900_000 };

  constructor({ store, deliveries, queries, reviews }: LookingSubject) {
    this.store = store;
    this.deliveries = deliveries;
    this.queries = queries;
    this.reviews = reviews;
  }

  idOf(key: string): string {
    return `${this.name}/${key}`;
  }

  upload(key: string, at = 0, changes: Partial<Upload> = {}): Upload {
    const address = { bucket: this.name, key };
    return sampleUpload({ address, sequencer: '01', uploadedAt: this.start + at, ...changes });
  }

  /** Uploaded and committed `at` milliseconds after the start. */
  async put(
    key: string,
    at: number,
    outcome: Partial<ScanOutcome> = {},
    changes: Partial<Commit> = {},
  ): Promise<Upload> {
    const upload = this.upload(key, at);
    const owner = unique('owner');
    const now = this.start + at;
    await this.store.claim(upload, { owner, now, leaseUntil: now + LEASE_MS });
    const commit = commitOf({ now, outcome: sampleOutcome(outcome), ...changes });
    await this.store.commit(imageIdOf(upload.address), owner, commit);
    return upload;
  }

  /** An image with one alert. */
  async alert(
    key: string,
    at: number,
    changes: Partial<MatchRecord> = {},
    outcome: Partial<ScanOutcome> = {},
  ): Promise<MatchRecord> {
    const record = sampleRecord(changes, this.upload(key, at));
    const { id: _i, imageId: _m, address: _a, version: _v, uploadedAt: _u, ...rest } = record;
    const { watchlistVersion: _w, ...rule } = rest;
    await this.put(key, at, { ruleMatches: [rule], ...outcome });
    await this.store.recordMatches(record.imageId, [record]);
    return record;
  }

  /** Keys in the list of a query. */
  async keys(query: object = {}): Promise<string[]> {
    const { items } = await this.queries.summaries({ ...this.own, limit: 100, ...query });
    return items.map(({ address }) => address.key);
  }

  async alerts(query: object = {}): Promise<string[]> {
    const { items } = await this.reviews.list({ ...this.own, limit: 100, ...query });
    return items.map(({ id }) => id);
  }
}
