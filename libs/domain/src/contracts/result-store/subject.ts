import {
  imageIdOf,
  type Claim,
  type ClaimOutcome,
  type Commit,
  type Deliveries,
  type DeliveryQuery,
  type Failure,
  type MatchRecord,
  type Result,
  type ResultStore,
  type Upload,
} from '../../index.ts';
import { Contract } from '../contract.ts';
import { sampleOutcome, sampleUpload, unique, uniqueTime } from '../samples.ts';

export interface ResultStoreSubject {
  readonly store: ResultStore;
  /** Where its commits add what is to be told. */
  readonly deliveries: Deliveries;
  /** Opens the same data again, as after a restart; `close` closes this one too. */
  reopen?(): Promise<ResultStore>;
  /** From here on the backend does not answer, until the function that this resolves to is called. */
  breakBackend?(): Promise<() => Promise<void>>;
  /** From here on a person must act: no such table, no permission. */
  misconfigure?(): Promise<void>;
  /** What is stored about an image is made unreadable, as by somebody who edits it elsewhere. */
  damage?(imageId: string): Promise<void>;
  /** What the store has told about damages. */
  problems?(): readonly string[];
  close?(): Promise<void>;
}

export const resultStoreContract = new Contract<ResultStoreSubject>();

export const LEASE_MS = 60_000;

/** One image in a store; each test has its own. */
export class Story {
  readonly store: ResultStore;
  readonly deliveries: Deliveries;
  readonly start = uniqueTime();
  readonly upload: Upload = sampleUpload({ sequencer: '0B00', uploadedAt: this.start });
  readonly imageId = imageIdOf(this.upload.address);

  constructor({ store, deliveries }: Pick<ResultStoreSubject, 'store' | 'deliveries'>) {
    this.store = store;
    this.deliveries = deliveries;
  }

  /** Ids of the deliveries of a channel, in the order of their ids. */
  async added(query: DeliveryQuery): Promise<string[]> {
    const { items } = await this.deliveries.list({ ...query, limit: 100 });
    return items.map(({ id }) => id).sort();
  }

  /** A newer upload of the image; higher numbers are newer. */
  newer(number = 1, changes: Partial<Upload> = {}): Upload {
    const sequencer = `0B0${number}`;
    const uploadedAt = this.start + number;
    return { ...this.upload, version: `v1.${number}`, sequencer, uploadedAt, ...changes };
  }

  claim(
    owner: string,
    { upload = this.upload, ...changes }: Partial<Claim> & { upload?: Upload } = {},
  ): Promise<ClaimOutcome> {
    const now = changes.now ?? this.start;
    const leaseUntil = now + LEASE_MS;
    return this.store.claim(upload, { owner, now, leaseUntil, ...changes });
  }

  commit(owner: string, changes: Partial<Commit> = {}): Promise<Result> {
    return this.store.commit(this.imageId, owner, commitOf({ now: this.start, ...changes }));
  }

  fail(owner: string, changes: Partial<Failure> = {}): Promise<boolean> {
    const sent = { deliveries: [], notified: [] };
    const failure = { reason: 'The engine is down.', now: this.start, ...sent, ...changes };
    return this.store.fail(this.imageId, owner, failure);
  }

  /** Adds to the history and clears, as a sender does. */
  async record(records: readonly MatchRecord[]): Promise<void> {
    await this.store.recordMatches(this.imageId, records);
    await this.store.clear(
      this.imageId,
      records.map(({ id }) => id),
    );
  }

  /** Claims and commits `upload`. */
  async conclude(upload: Upload = this.upload, changes: Partial<Commit> = {}): Promise<Result> {
    const owner = unique('owner');
    const claim = await this.claim(owner, { upload });
    if (claim.kind !== 'claimed') throw new Error(`the claim was answered with ${claim.kind}`);
    await this.commit(owner, changes);
    return this.result();
  }

  async result(): Promise<Result> {
    const result = await this.store.find(this.imageId);
    if (!result) throw new Error('the store cannot find what was claimed');
    return result;
  }
}

export function commitOf(changes: Partial<Commit>): Commit {
  const outcome = sampleOutcome();
  return { outcome, deliveries: [], records: [], notified: [], now: 0, ...changes };
}

/** A promise about one image. */
export function promise(title: string, check: (story: Story) => Promise<void>): void {
  resultStoreContract.promise(title, (subject) => check(new Story(subject)));
}
