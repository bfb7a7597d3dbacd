import {
  imageIdOf,
  type Commit,
  type Deliveries,
  type Result,
  type ResultStore,
  type ScanOutcome,
  type Upload,
} from '../../index.ts';
import { sampleOutcome, sampleUpload, unique, uniqueTime } from '../samples.ts';
import { commitOf, LEASE_MS, resultStoreContract, type ResultStoreSubject } from './subject.ts';

/** Several images in one bucket, in a period that no other test uses. */
export class Bucket {
  readonly store: ResultStore;
  readonly deliveries: Deliveries;
  readonly start = uniqueTime();
  readonly name = unique('bucket');

  constructor({ store, deliveries }: Pick<ResultStoreSubject, 'store' | 'deliveries'>) {
    this.store = store;
    this.deliveries = deliveries;
  }

  upload(key: string, changes: Partial<Upload> = {}): Upload {
    const address = { bucket: this.name, key };
    return sampleUpload({ address, sequencer: '01', uploadedAt: this.start, ...changes });
  }

  /** Committed `at` milliseconds after the start. */
  async conclude(upload: Upload, at: number, changes: Partial<Commit> = {}): Promise<void> {
    const owner = unique('owner');
    const now = this.start + at;
    await this.store.claim(upload, { owner, now, leaseUntil: now + LEASE_MS });
    await this.store.commit(imageIdOf(upload.address), owner, commitOf({ now, ...changes }));
  }

  async put(key: string, at: number, outcome: Partial<ScanOutcome> = {}): Promise<void> {
    await this.conclude(this.upload(key), at, { outcome: sampleOutcome(outcome) });
  }

  /** Keys of the images in this test's period. */
  async keys(query: object = {}, limit = 100): Promise<string[]> {
    const period = { since: this.start, until: this.start + 900 };
    return keysOf((await this.store.list({ ...period, limit, ...query })).items);
  }

  async unrecordedKeys(before: number): Promise<string[]> {
    const listed = await this.store.listUnrecorded(this.start + before, 1000);
    return keysOf(listed.filter(({ address }) => address.bucket === this.name));
  }
}

/** A promise about several images. */
export const promise = (title: string, check: (bucket: Bucket) => Promise<void>): void =>
  resultStoreContract.promise(title, (subject) => check(new Bucket(subject)));

export function keysOf(results: readonly Result[]): string[] {
  return results.map(({ address }) => address.key);
}
