import {
  type Claim,
  type Clock,
  type Commit,
  compareSequencers,
  imageIdOf,
  type Notification,
  type ResultStore,
  type Upload,
} from '../index.ts';
import { override } from '../in-memory/sabotaged-stores.ts';

export interface Committed {
  readonly run: number;
  readonly imageId: string;
  readonly version: string;
  readonly commit: Commit;
}

interface Sent {
  readonly run: number;
  readonly notification: Notification;
}

interface Holder {
  readonly owner: string;
  readonly upload: Upload;
  readonly leaseUntil: number;
}

/** What really took effect, and what never should have. */
export class Journal {
  readonly committed: Committed[] = [];
  readonly sent: Sent[] = [];
  /** `run/notification id` of what was cleared during that run's lease. */
  readonly cleared = new Set<string>();
  /** Run and image version of every detection. */
  readonly detected: { readonly run: number; readonly version: string }[] = [];
  readonly violations: string[] = [];
  readonly #holders = new Map<string, Holder>();
  readonly #newest = new Map<string, string>();
  /** The end of each run's lease. */
  readonly #heldUntil = new Map<number, number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The store as one process sees it, observed by this journal. */
  watch(store: ResultStore, run: number): ResultStore {
    return override(store, {
      claim: async (upload, claim) => {
        const outcome = await store.claim(upload, claim);
        if (outcome.kind === 'claimed') this.#granted(upload, claim);
        return outcome;
      },
      commit: async (imageId, owner, commit) => {
        const committed = await store.commit(imageId, owner, commit);
        this.#committed(run, imageId, owner, commit);
        if (commit.heldUntil !== undefined) this.#heldUntil.set(run, commit.heldUntil);
        return committed;
      },
      fail: async (imageId, owner, failure) => {
        const before = JSON.stringify(await store.find(imageId));
        await store.fail(imageId, owner, failure);
        const isHolder = this.#holders.get(imageId)?.owner === owner;
        if (isHolder) this.#holders.delete(imageId);
        else if (JSON.stringify(await store.find(imageId)) !== before) {
          this.violations.push(`${owner} failed an image that it did not hold`);
        }
      },
      clear: async (imageId, done) => {
        await store.clear(imageId, done);
        if (this.#maySend(run)) for (const id of done.sent ?? []) this.cleared.add(`${run}/${id}`);
      },
      takePending: async (imageId, lease) => {
        const taken = await store.takePending(imageId, lease);
        this.#heldUntil.set(run, lease.heldUntil);
        return taken;
      },
      markGone: async (upload, now) => {
        await store.markGone(upload, now);
        const imageId = imageIdOf(upload.address);
        const newest = this.#newest.get(imageId) ?? '';
        if (compareSequencers(newest, upload.sequencer) > 0) return;
        this.#holders.delete(imageId);
        this.#newest.set(imageId, upload.sequencer);
      },
    });
  }

  /** Called when a run begins to send. */
  beginSending(run: number): void {
    if (!this.#maySend(run)) this.violations.push(`run ${run} sent after its lease ended`);
  }

  #maySend(run: number): boolean {
    return this.#clock() < (this.#heldUntil.get(run) ?? 0);
  }

  #granted(upload: Upload, { owner, now, leaseUntil }: Claim): void {
    const imageId = imageIdOf(upload.address);
    const newest = this.#newest.get(imageId) ?? '';
    if (compareSequencers(newest, upload.sequencer) > 0) {
      this.violations.push(`${upload.version} was granted after a newer version`);
    }
    const holder = this.#holders.get(imageId);
    if (holder?.upload.version === upload.version && now < holder.leaseUntil) {
      this.violations.push(`${upload.version} was granted during another claim`);
    }
    this.#newest.set(imageId, upload.sequencer);
    this.#holders.set(imageId, { owner, upload, leaseUntil });
  }

  #committed(run: number, imageId: string, owner: string, commit: Commit): void {
    const holder = this.#holders.get(imageId);
    if (holder?.owner !== owner) {
      this.violations.push(`${owner} committed an image that it did not hold`);
      return;
    }
    this.#holders.delete(imageId);
    this.committed.push({ run, imageId, version: holder.upload.version, commit });
  }
}
