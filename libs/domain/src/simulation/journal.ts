import {
  type Claim,
  type Clock,
  type Commit,
  compareSequencers,
  type Deliveries,
  imageIdOf,
  isDigest,
  type Message,
  type NewDelivery,
  type Notification,
  type ResultStore,
  type Turn,
  type Upload,
} from '../index.ts';
import { override } from '../in-memory/sabotaged-stores.ts';

export interface Committed {
  readonly run: number;
  readonly imageId: string;
  readonly version: string;
  readonly commit: Commit;
}

/** A message that a channel took. */
export interface Told {
  readonly run: number;
  readonly message: string;
  readonly channel: string;
  readonly notifications: readonly Notification[];
  /** By the run that told it, while it held it. */
  isRecorded: boolean;
}

interface Holder {
  readonly owner: string;
  readonly upload: Upload;
  readonly leaseUntil: number;
}

/** Its turn is held, not its deliveries. */
export const GROUPED_CHANNEL = 'people';

/** What really took effect, and what never should have. */
export class Journal {
  readonly committed: Committed[] = [];
  readonly messages: Told[] = [];
  /** Deliveries that became dead letters. */
  readonly refused = new Set<string>();
  /** Run and image version of every detection. */
  readonly detected: { readonly run: number; readonly version: string }[] = [];
  readonly violations: string[] = [];
  readonly #holders = new Map<string, Holder>();
  readonly #newest = new Map<string, string>();
  /** By `run/channel/message`. */
  readonly #heldUntil = new Map<string, number>();
  readonly #notifications = new Map<string, Notification>();
  /** Deliveries of each message of several. */
  readonly #sets = new Map<string, readonly string[]>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The store as one process sees it, observed by this journal. */
  watchStore(store: ResultStore, run: number): ResultStore {
    return override(store, {
      claim: async (upload, claim) => {
        const outcome = await store.claim(upload, claim);
        if (outcome.kind === 'claimed') this.#granted(upload, claim);
        return outcome;
      },
      commit: async (imageId, owner, commit) => {
        const committed = await store.commit(imageId, owner, commit);
        this.#committed(run, imageId, owner, commit);
        this.#added(run, commit.deliveries);
        return committed;
      },
      fail: async (imageId, owner, failure) => {
        const before = JSON.stringify(await store.find(imageId));
        const hasFailed = await store.fail(imageId, owner, failure);
        if (hasFailed) this.#added(run, failure.deliveries);
        const isHolder = this.#holders.get(imageId)?.owner === owner;
        if (isHolder) this.#holders.delete(imageId);
        else if (JSON.stringify(await store.find(imageId)) !== before) {
          this.violations.push(`${owner} failed an image that it did not hold`);
        }
        return hasFailed;
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

  /** The outbox as one process sees it, observed by this journal. */
  watchDeliveries(deliveries: Deliveries, run: number): Deliveries {
    return override(deliveries, {
      change: async (channel, turn) => {
        const isChanged = await deliveries.change(channel, turn);
        if (isChanged) this.#changed(run, channel, turn);
        return isChanged;
      },
      postpone: async (channel, rows) => {
        const ids = await deliveries.postpone(channel, rows);
        for (const { id, until } of rows) {
          const isTaken = channel !== GROUPED_CHANNEL && ids.includes(id);
          if (isTaken) this.#heldUntil.set(`${run}/${channel}/${id}`, until);
        }
        return ids;
      },
      end: async (channel, ids, how) => {
        await deliveries.end(channel, ids, how);
        for (const id of ids) {
          if (how.state === 'refused') this.refused.add(id);
          else if (this.#holds(run, channel, id)) this.#recorded(run, id);
        }
      },
    });
  }

  /** Called when a run begins to tell. */
  beginTelling(run: number, { channel, id }: Message): void {
    if (!this.#holds(run, channel, id)) {
      this.violations.push(`run ${run} told ${channel} what it did not hold`);
    }
  }

  /** A channel takes a message. */
  told(run: number, message: Message): void {
    const { id, channel } = message;
    const ids = isDigest(message) ? (this.#sets.get(id) ?? []) : [id];
    const notifications = ids.flatMap((one) => this.#notifications.get(one) ?? []);
    const count = isDigest(message) ? message.count : 1;
    if (notifications.length !== count) {
      this.violations.push(`${channel} was told ${count} of ${notifications.length}`);
    }
    this.messages.push({ run, message: id, channel, notifications, isRecorded: false });
  }

  #holds(run: number, channel: string, message: string): boolean {
    return this.#clock() < (this.#heldUntil.get(`${run}/${channel}/${message}`) ?? 0);
  }

  #added(run: number, deliveries: readonly NewDelivery[]): void {
    for (const { id, channel, waitMs, notification } of deliveries) {
      this.#notifications.set(id, notification);
      if (channel === GROUPED_CHANNEL) continue;
      this.#heldUntil.set(`${run}/${channel}/${id}`, this.#clock() + waitMs);
    }
  }

  /** A change that took effect is a record, whenever it comes: nobody else has taken the turn. */
  #changed(run: number, channel: string, { set, done, heldUntil }: Turn): void {
    if (set) {
      this.#sets.set(set.id, set.deliveryIds);
      this.#heldUntil.set(`${run}/${channel}/${set.id}`, heldUntil);
    }
    if (done) this.#recorded(run, done.id);
  }

  /** A record is about the last time that this run told it: its answer may have got lost before. */
  #recorded(run: number, message: string): void {
    const last = this.messages.findLast((one) => one.run === run && one.message === message);
    if (last) last.isRecorded = true;
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
