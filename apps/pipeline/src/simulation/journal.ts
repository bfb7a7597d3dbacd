import {
  type Claim,
  type ClaimOutcome,
  type Commit,
  type Deletion,
  type DeletionOutcome,
  type Failure,
  imageIdOf,
  isDigest,
  type Message,
  type NewDelivery,
  type Notification,
  type Result,
  type Turn,
  type Upload,
} from '@glyphwatch/domain';
import { InMemoryDeliveries, InMemoryResultStore } from '@glyphwatch/domain/in-memory';
import type { VirtualTime } from '@glyphwatch/domain/simulation';
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

/** A result store that keeps a journal of what takes effect. */
export class WatchedStore extends InMemoryResultStore {
  readonly #journal: Journal;
  readonly #actor: () => Actor;
  readonly #ageOf: (watchlistVersion: string | undefined) => number;

  constructor(
    outbox: InMemoryDeliveries,
    journal: Journal,
    actor: () => Actor,
    ageOf: (watchlistVersion: string | undefined) => number,
  ) {
    super(outbox);
    this.#journal = journal;
    this.#actor = actor;
    this.#ageOf = ageOf;
  }

  override async claim(upload: Upload, claim: Claim): Promise<ClaimOutcome> {
    const outcome = super.claim(upload, claim);
    return outcome.then((granted) => {
      if (granted.kind === 'claimed') this.#journal.claimed(upload, claim, granted.previous);
      return granted;
    });
  }

  override async commit(imageId: string, owner: string, commit: Commit): Promise<Result> {
    const by = this.#actor();
    const result = await super.commit(imageId, owner, commit);
    this.#journal.added(commit.deliveries, by);
    this.#journal.ended(imageId, owner, 'committed');
    const { version } = result;
    const rulesAge = this.#ageOf(commit.outcome.watchlistVersion);
    this.#journal.committed.push({ imageId, version, commit, rulesAge, isRemoved: false });
    if (by.isSilent) for (const { id } of commit.records) this.#journal.silenced.add(id);
    return result;
  }

  override async fail(imageId: string, owner: string, failure: Failure): Promise<boolean> {
    const by = this.#actor();
    const hasFailed = await super.fail(imageId, owner, failure);
    if (!hasFailed) return false;
    this.#journal.added(failure.deliveries, by);
    this.#journal.ended(imageId, owner, 'failed');
    return true;
  }

  override async markGone(upload: Upload, now: number): Promise<void> {
    await super.markGone(upload, now);
    const imageId = imageIdOf(upload.address);
    if ((await this.find(imageId))?.status === 'GONE') this.#journal.gone(imageId);
  }

  override async delete(imageId: string, deletion: Deletion): Promise<DeletionOutcome> {
    const outcome = await super.delete(imageId, deletion);
    if (outcome !== 'deleted') return outcome;
    this.#journal.gone(imageId);
    this.#journal.removed(imageId, deletion.purgeBefore !== undefined);
    return outcome;
  }
}

/** An outbox that keeps a journal of what takes effect. */
export class WatchedOutbox extends InMemoryDeliveries {
  readonly #journal: Journal;
  readonly #actor: () => Actor;

  constructor(journal: Journal, time: VirtualTime, actor: () => Actor) {
    super(time.clock);
    this.#journal = journal;
    this.#actor = actor;
  }

  override async change(channel: string, turn: Turn): Promise<boolean> {
    const by = this.#actor();
    const isChanged = await super.change(channel, turn);
    if (isChanged) this.#journal.changedTurn(channel, turn, by);
    return isChanged;
  }

  override async postpone(
    ...[channel, rows]: Parameters<InMemoryDeliveries['postpone']>
  ): Promise<readonly string[]> {
    const by = this.#actor();
    const ids = await super.postpone(channel, rows);
    for (const id of ids) this.#journal.heldAlone(channel, id, by);
    return ids;
  }

  override async end(...[channel, ids, how]: Parameters<InMemoryDeliveries['end']>): Promise<void> {
    const by = this.#actor();
    await super.end(channel, ids, how);
    if (how.message !== undefined) this.#journal.recorded(channel, how.message, by);
    if (how.state === 'refused') for (const id of ids) this.#journal.excused.add(id);
    if (how.error !== undefined) for (const id of ids) this.#journal.givenUp.add(id);
  }
}
