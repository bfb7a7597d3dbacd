import {
  type Claim,
  type Commit,
  type Deliveries,
  imageIdOf,
  isDigest,
  type Message,
  type NewDelivery,
  type Notification,
  type Result,
  type ResultStore,
  type Turn,
  type Upload,
} from '@glyphwatch/domain';
import { override } from '@glyphwatch/domain/in-memory';
import type { Process } from './process.ts';

/** A process as the journal knows it. */
export interface Actor {
  readonly process: Process;
  /** A person asked it to tell nobody. */
  readonly isSilent?: boolean;
  /** What happened to it that may make it tell twice. */
  mishaps: number;
  /** What it told and has not recorded. */
  readonly unrecorded: Set<Told>;
}

/** A message that one recipient got. */
export interface Told {
  readonly channel: string;
  readonly message: string;
  readonly recipient: string;
  readonly deliveries: readonly string[];
  /** Others did not get it then. */
  readonly isPartial: boolean;
  /** Something happened to the process between taking the message and recording that it was told. */
  hasMishap: boolean;
}

export interface Committed {
  readonly imageId: string;
  readonly version: string;
  readonly commit: Commit;
  /** How many changes of the rules those that it used knew, at most. */
  readonly rulesAge: number;
  /** A person had everything about the image removed since. */
  isRemoved: boolean;
}

export const GROUPED_CHANNEL = 'people';

/** What really took effect. */
export class Journal {
  readonly committed: Committed[] = [];
  readonly told: Told[] = [];
  readonly notifications = new Map<string, Notification>();
  /** Deliveries that became dead letters, and what a person had removed. */
  readonly excused = new Set<string>();
  /** What a person did not want to be told, by the id of the rule's notification. */
  readonly silenced = new Set<string>();
  /** Deliveries that some recipient will never get. */
  readonly givenUp = new Set<string>();
  readonly violations: string[] = [];
  readonly #holders = new Map<string, { readonly owner: string; readonly upload: Upload }>();
  /** By channel and message: the mishaps of its teller when it took it. */
  readonly #heldAt = new Map<string, { readonly by: Actor; readonly mishaps: number }>();
  readonly #sets = new Map<string, readonly string[]>();

  suffer(actor: Actor): void {
    actor.mishaps += 1;
    for (const told of actor.unrecorded) told.hasMishap = true;
  }

  claimed(upload: Upload, { owner, now }: Claim, before: Result | undefined): void {
    const imageId = imageIdOf(upload.address);
    const isHeld = (before?.leaseUntil ?? 0) > now && before?.version === upload.version;
    if (isHeld) this.violations.push(`${imageId} was granted during another claim`);
    this.#holders.set(imageId, { owner, upload });
  }

  ended(imageId: string, owner: string, how: string): Upload | undefined {
    const holder = this.#holders.get(imageId);
    this.#holders.delete(imageId);
    if (holder?.owner === owner) return holder.upload;
    this.violations.push(`${imageId} was ${how} by somebody who did not hold it`);
    return undefined;
  }

  gone(imageId: string): void {
    this.#holders.delete(imageId);
  }

  added(deliveries: readonly NewDelivery[], by: Actor): void {
    for (const { id, channel, waitMs, notification } of deliveries) {
      this.notifications.set(id, notification);
      if (waitMs > 0) this.heldAlone(channel, id, by);
    }
  }

  /** Renewing a hold is no new one. */
  held(channel: string, message: string, by: Actor): void {
    if (this.#heldAt.get(`${channel}/${message}`)?.by === by) return;
    this.#heldAt.set(`${channel}/${message}`, { by, mishaps: by.mishaps });
  }

  /** People are told by turn: what they wait for is no hold. */
  heldAlone(channel: string, message: string, by: Actor): void {
    if (channel !== GROUPED_CHANNEL) this.held(channel, message, by);
  }

  changedTurn(channel: string, { set, done }: Turn, by: Actor): void {
    if (set) {
      this.held(channel, set.id, by);
      this.#sets.set(set.id, set.deliveryIds);
    }
    if (done) this.recorded(channel, done.id, by);
  }

  recorded(channel: string, message: string, by: Actor): void {
    for (const told of by.unrecorded) {
      if (told.channel === channel && told.message === message) by.unrecorded.delete(told);
    }
  }

  tell(message: Message, recipient: string, by: Actor, isPartial: boolean): void {
    const { id, channel } = message;
    const deliveries = this.#sets.get(id) ?? [id];
    const hold = this.#heldAt.get(`${channel}/${id}`);
    const hasMishap = hold?.by !== by || hold.mishaps !== by.mishaps || by.process.isStill;
    const told = { channel, message: id, recipient, deliveries, isPartial, hasMishap };
    this.told.push(told);
    by.unrecorded.add(told);
    const count = isDigest(message) ? message.count : 1;
    if (count > deliveries.length) this.violations.push(`${id} told more than was in its set`);
    if (hold?.by !== by && by.mishaps === 0) {
      this.violations.push(`${channel} was told ${id} by a process that did not hold it`);
    }
  }

  /** A person had everything about an image removed: it is new and told again, unless it was purged. */
  removed(imageId: string, isPurged: boolean): void {
    for (const [id, notification] of this.notifications) {
      if (notification.imageId === imageId) this.excused.add(id);
    }
    for (const one of this.committed) {
      if (one.imageId !== imageId) continue;
      one.isRemoved = true;
      if (isPurged) for (const id of one.commit.notified) this.silenced.add(id);
    }
  }
}

/** A result store that keeps a journal of what takes effect; `ageOf` a watchlist's version is how many changes it knows. */
export function watchedStore(
  store: ResultStore,
  journal: Journal,
  actor: () => Actor,
  ageOf: (watchlistVersion: string | undefined) => number,
): ResultStore {
  return override(store, {
    async claim(upload, claim) {
      const granted = await store.claim(upload, claim);
      if (granted.kind === 'claimed') journal.claimed(upload, claim, granted.previous);
      return granted;
    },

    async commit(imageId, owner, commit) {
      const by = actor();
      const result = await store.commit(imageId, owner, commit);
      journal.added(commit.deliveries, by);
      journal.ended(imageId, owner, 'committed');
      const { version } = result;
      const rulesAge = ageOf(commit.outcome.watchlistVersion);
      journal.committed.push({ imageId, version, commit, rulesAge, isRemoved: false });
      if (by.isSilent) for (const { id } of commit.records) journal.silenced.add(id);
      return result;
    },

    async fail(imageId, owner, failure) {
      const by = actor();
      const hasFailed = await store.fail(imageId, owner, failure);
      if (!hasFailed) return false;
      journal.added(failure.deliveries, by);
      journal.ended(imageId, owner, 'failed');
      return true;
    },

    async markGone(upload, now) {
      await store.markGone(upload, now);
      const imageId = imageIdOf(upload.address);
      if ((await store.find(imageId))?.status === 'GONE') journal.gone(imageId);
    },

    async delete(imageId, deletion) {
      const outcome = await store.delete(imageId, deletion);
      if (outcome !== 'deleted') return outcome;
      journal.gone(imageId);
      journal.removed(imageId, deletion.purgeBefore !== undefined);
      return outcome;
    },
  });
}

/** An outbox that keeps a journal of what takes effect. */
export function watchedOutbox(
  outbox: Deliveries,
  journal: Journal,
  actor: () => Actor,
): Deliveries {
  return override(outbox, {
    async change(channel, turn) {
      const by = actor();
      const isChanged = await outbox.change(channel, turn);
      if (isChanged) journal.changedTurn(channel, turn, by);
      return isChanged;
    },

    async postpone(channel, rows) {
      const by = actor();
      const ids = await outbox.postpone(channel, rows);
      for (const id of ids) journal.heldAlone(channel, id, by);
      return ids;
    },

    async end(channel, ids, how) {
      const by = actor();
      await outbox.end(channel, ids, how);
      if (how.message !== undefined) journal.recorded(channel, how.message, by);
      if (how.state === 'refused') for (const id of ids) journal.excused.add(id);
      if (how.error !== undefined) for (const id of ids) journal.givenUp.add(id);
    },
  });
}
