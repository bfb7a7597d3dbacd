import { setTimeout } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type Claim,
  type ClaimOutcome,
  type Clock,
  clearedResult,
  type Commit,
  committedResult,
  decideClaim,
  decideDeletion,
  type Deletion,
  type DeletionOutcome,
  failedResult,
  type Failure,
  GlyphwatchError,
  goneResult,
  type Hold,
  holdsOn,
  imageIdOf,
  type MatchRecord,
  type NewDelivery,
  type Page,
  type PurgedHistory,
  type Result,
  type ResultQuery,
  type ResultStore,
  purgedResult,
  renewedResult,
  rulesOf,
  type StoredResult,
  type Upload,
} from '@glyphwatch/domain';
import { AlertCases } from './alert-cases.ts';
import { BodyChunks } from './body-chunks.ts';
import { CatchUp } from './catch-up.ts';
import { DeliveryRows } from './delivery-rows.ts';
import { DynamoAlertReviews } from './dynamo-alert-reviews.ts';
import { DynamoDeliveries } from './dynamo-deliveries.ts';
import { DynamoResultQueries } from './dynamo-result-queries.ts';
import { handedOver } from './hand-over.ts';
import type { HoldItem } from './hold-item.ts';
import { MatchHistory } from './match-history.ts';
import { type Item, MORE_RULES, type StoredItem } from './result-item.ts';
import { type ItemHead, ResultItems } from './result-items.ts';
import { ResultLists } from './result-lists.ts';
import { StoreClock } from './store-clock.ts';
import { Table } from './table.ts';
import { ALERTS, DELIVERIES, MATCHES, RESULTS } from './tables.ts';

export interface DynamoResultStoreOptions {
  readonly tableName?: string;
  readonly matchesTableName?: string;
  readonly deliveriesTableName?: string;
  readonly alertsTableName?: string;
  /** How long the log keeps what was told or withdrawn, milliseconds. Default: 90 days. */
  readonly keepDeliveriesMs?: number;
  /** Waits until indexes have followed their table. */
  readonly pause?: (ms: number) => Promise<void>;
  /** This machine's; DynamoDB's answers correct it. */
  readonly clock?: Clock;
}

/** Every lost race means that another process won it, so this many in a row mean that something is broken. */
const MAX_RACES = 200;
/** Own claims remembered until they are committed, so that a commit needs no read. */
const MAX_CLAIMS = 1000;
/** Own commits remembered until nothing is unrecorded, for the same reason. They hold texts, so only a few. */
const MAX_COMMITS = 20;
const KEPT_MS = 90 * 24 * 3_600_000;
/** Indexes follow their table within a fraction of a second; the clock is right to a second. */
const INDEX_DELAY_MS = 3000;

/**
 * Stores results in DynamoDB with optimistic locking: each step reads an item, decides by the domain's result steps and
 * writes the whole item on condition that its revision is still the one that was read. Only what has to be told is written in
 * a transaction with it.
 */
export class DynamoResultStore implements ResultStore {
  readonly canSearch = false;
  /** The outbox that commits add to. */
  readonly deliveries: DynamoDeliveries;
  /** What a console looks through. */
  readonly queries: DynamoResultQueries;
  readonly reviews: DynamoAlertReviews;
  /** For what earlier releases wrote. */
  readonly catchUp: CatchUp;
  readonly #items: ResultItems;
  readonly #lists: ResultLists;
  readonly #history: MatchHistory;
  readonly #cases: AlertCases;
  readonly #holds: HoldItem;
  readonly #pause: (ms: number) => Promise<void>;
  /** By owner. Only remembers what this process wrote; the revision decides whether it is still there. */
  readonly #claims = new Map<string, StoredItem>();
  /** By image id, likewise. */
  readonly #commits = new Map<string, StoredItem>();

  constructor(
    client: Pick<DynamoDBClient, 'send'>,
    {
      tableName = RESULTS.name,
      matchesTableName = MATCHES.name,
      deliveriesTableName = DELIVERIES.name,
      alertsTableName = ALERTS.name,
      keepDeliveriesMs: keptMs = KEPT_MS,
      pause = (ms) => setTimeout(ms),
      clock,
    }: DynamoResultStoreOptions = {},
  ) {
    const storeClock = new StoreClock(clock);
    const timed = storeClock.setBy(client);
    this.#pause = pause;
    const table = new Table(timed, tableName);
    const chunks = new BodyChunks(table);
    const rows = new DeliveryRows(timed, deliveriesTableName, { clock: storeClock, keptMs });
    this.#holds = rows.holds;
    this.deliveries = new DynamoDeliveries(rows);
    this.#items = new ResultItems(table, chunks, rows);
    this.#lists = new ResultLists(table, this.#items);
    const cases = new AlertCases(new Table(timed, alertsTableName));
    const history = new MatchHistory(new Table(timed, matchesTableName), chunks, cases);
    this.#cases = cases;
    this.#history = history;
    this.queries = new DynamoResultQueries(table, this.#items);
    this.catchUp = new CatchUp({ results: table, items: this.#items, history, cases });
    const { deliveries } = this;
    this.reviews = new DynamoAlertReviews({ cases, history, results: table, deliveries, rows });
  }

  /** Most images are new, so the first attempt assumes that and skips the read. */
  async claim(upload: Upload, claim: Claim): Promise<ClaimOutcome> {
    const imageId = imageIdOf(upload.address);
    const { owner } = claim;
    let before: StoredItem | undefined;
    for (let races = 0; races < MAX_RACES; races += 1) {
      const { outcome, claimed } = decideClaim(before?.result, upload, claim);
      if (!claimed) return outcome;
      const { isWritten, stored } = await this.#items.write(before, { result: claimed, owner });
      if (isWritten) {
        this.#claims.set(owner, stored);
        forgetOldest(this.#claims, MAX_CLAIMS);
        return outcome;
      }
      before = await handedOver(this.#items, stored);
    }
    throw tooManyRaces(imageId);
  }

  async renew(imageId: string, owner: string, leaseUntil: number): Promise<void> {
    const decide = (before: StoredResult | undefined): StoredResult | undefined => {
      const result = renewedResult(before, owner, leaseUntil);
      return result && { result, owner };
    };
    const { stored } = await this.#change(imageId, decide, this.#recallClaim(owner, imageId));
    if (stored) this.#claims.set(owner, stored);
  }

  async commit(imageId: string, owner: string, commit: Commit): Promise<Result> {
    const decide = (before: StoredResult | undefined) => ({
      result: committedResult(before, owner, commit),
    });
    const known = this.#recallClaim(owner, imageId);
    const { next, stored } = await this.#change(imageId, decide, known, commit.deliveries);
    this.#rememberCommit(imageId, await handedOver(this.#items, stored));
    return next.result;
  }

  async fail(imageId: string, owner: string, failure: Failure): Promise<boolean> {
    const decide = (before: StoredResult | undefined) =>
      asNext(failedResult(before, owner, failure));
    const known = this.#recallClaim(owner, imageId);
    const { next, stored } = await this.#change(imageId, decide, known, failure.deliveries);
    await handedOver(this.#items, stored);
    return next !== undefined;
  }

  async recordMatches(_: string, records: readonly MatchRecord[]): Promise<void> {
    if (records.length > 0) await this.#history.record(records);
  }

  async clear(imageId: string, recordIds: readonly string[]): Promise<void> {
    const cleared = (result: Result): Result | undefined => clearedResult(result, recordIds);
    const known = this.#commits.get(imageId);
    // What is remembered may be out of date: then it is no reason to do nothing.
    const hint = known && cleared(known.result) ? known : undefined;
    this.#rememberCommit(imageId, await this.#changeResult(imageId, cleared, hint));
  }

  async find(imageId: string): Promise<Result | undefined> {
    return (await this.#items.find(imageId))?.result;
  }

  list(query: ResultQuery): Promise<Page<Result>> {
    return this.#lists.list(query);
  }

  /** DynamoDB counts by reading, and charges for it. */
  async count(): Promise<undefined> {
    return undefined;
  }

  listMatches(
    ruleId: string,
    query: Pick<ResultQuery, 'since' | 'until' | 'limit' | 'cursor'>,
  ): Promise<Page<MatchRecord>> {
    return this.#history.list(ruleId, query);
  }

  /** Also what still has deliveries of its own; clearing it moves them to the outbox. */
  listUnrecorded(before: number, limit: number): Promise<readonly Result[]> {
    return this.#lists.listUnrecorded(before, limit);
  }

  async markGone(upload: Upload, now: number): Promise<void> {
    await this.#change(imageIdOf(upload.address), (before) =>
      asNext(goneResult(before?.result, upload, now)),
    );
  }

  /**
   * Not one step: what is listed first is deleted piece by piece, the item last, so that repeating finishes what a crash left.
   * What another process adds meanwhile stays, with its item. An item that was just written is waited for.
   */
  async delete(imageId: string, deletion: Deletion): Promise<DeletionOutcome> {
    let wasTried = false;
    for (let races = 0; races < MAX_RACES; races += 1) {
      const before = await this.#items.findHead(imageId);
      // It took effect, but its answer was lost.
      if (!before) return wasTried ? 'deleted' : 'unknown';
      await this.#untilIndexed(before);
      const rows = await this.deliveries.ofImage(imageId);
      const entries = await this.#history.entriesOf(imageId);
      const isTelling =
        before.isWaiting || rows.some(({ delivery }) => delivery.state === 'waiting');
      const isHeld = (await this.#heldBy(imageId, before, entries)).length > 0;
      const state = { ...before, unrecorded: [] };
      const outcome = decideDeletion(state, deletion, { isTelling, isHeld });
      if (outcome !== 'deleted') return outcome;
      // Unchanged since: all that was listed belongs to what was decided on.
      if ((await this.#items.findHead(imageId))?.revision !== before.revision) continue;
      const { now, purgeBefore, leaveHistory, evenIfWaiting = false } = deletion;
      if (!leaveHistory) {
        if (!(await this.deliveries.deleteRows(rows, evenIfWaiting))) continue;
        await this.#history.deleteEntries(entries);
        await this.#cases.forget(imageId);
      }
      this.#commits.delete(imageId);
      if (purgeBefore !== undefined) {
        const stored = await this.#items.find(imageId);
        if (stored?.revision !== before.revision) continue;
        const purged = { result: purgedResult(stored.result, now) };
        if ((await this.#items.write(stored, purged)).isWritten) return outcome;
      } else if (await this.#items.delete(before)) return outcome;
      wasTried = true;
    }
    throw tooManyRaces(imageId);
  }

  async purgeMatches(before: number, limit: number): Promise<PurgedHistory> {
    const holds = await this.#holds.all();
    const isHeld = (imageId: string, ruleId: string): boolean =>
      holdsOn(holds, imageId, [ruleId]).length > 0;
    return this.#history.purge(before, limit, isHeld);
  }

  hold(hold: Hold): Promise<void> {
    return this.#holds.change((all) => [...all.filter(({ id }) => id !== hold.id), hold]);
  }

  async endHold(id: string): Promise<boolean> {
    // Seen once is enough: where an answer was lost, this call may have ended it already.
    let isSeen = false;
    await this.#holds.change((all) => {
      isSeen ||= all.some((one) => one.id === id);
      return all.filter((one) => one.id !== id);
    });
    return isSeen;
  }

  holds(): Promise<readonly Hold[]> {
    return this.#holds.all();
  }

  async heldBy(imageId: string): Promise<readonly Hold[]> {
    const head = await this.#items.findHead(imageId);
    return this.#heldBy(imageId, head, await this.#history.entriesOf(imageId));
  }

  async #heldBy(
    imageId: string,
    head: ItemHead | undefined,
    entries: readonly Item[],
  ): Promise<readonly Hold[]> {
    const holds = await this.#holds.all();
    if (holds.length === 0) return holds;
    const recorded = entries.map((entry) => entry[MATCHES.partitionKey]?.S ?? '');
    return holdsOn(holds, imageId, [...(head ? await this.#rulesOf(head) : []), ...recorded]);
  }

  /** The body has more rules than the item shows if there are very many, or something is unrecorded. */
  async #rulesOf({ imageId, ruleIds, isWaiting }: ItemHead): Promise<readonly string[]> {
    if (!isWaiting && !ruleIds.includes(MORE_RULES)) return ruleIds;
    const stored = await this.#items.find(imageId);
    return stored ? rulesOf(stored.result) : [];
  }

  /** What was written together with an item is in the indexes then. */
  async #untilIndexed({ writtenAt }: ItemHead): Promise<void> {
    const left = writtenAt + INDEX_DELAY_MS - (await this.deliveries.now());
    if (left > 0) await this.#pause(Math.min(left, INDEX_DELAY_MS));
  }

  /** Leaves the claim with its owner. Returns what is stored then. */
  async #changeResult(
    imageId: string,
    change: (result: Result) => Result | undefined,
    known?: StoredItem,
  ): Promise<StoredItem | undefined> {
    const decide = (before: StoredResult | undefined): StoredResult | undefined => {
      const result = before && change(before.result);
      return result && { result, owner: before.owner };
    };
    return (await this.#change(imageId, decide, known)).stored;
  }

  /**
   * Reads, decides and writes, until no other process wrote in between; nothing is written when the decision is
   * `undefined`. Returns the decision and what is stored then.
   */
  async #change<Next extends StoredResult | undefined>(
    imageId: string,
    decide: (before: StoredResult | undefined) => Next,
    known?: StoredItem,
    deliveries: readonly NewDelivery[] = [],
  ): Promise<{ readonly next: Next; readonly stored: StoredItem | undefined }> {
    let found = known ?? (await this.#items.find(imageId));
    for (let races = 0; races < MAX_RACES; races += 1) {
      const before = await handedOver(this.#items, found);
      const next = decide(before);
      if (!next) return { next, stored: before };
      const { isWritten, stored } = await this.#items.write(before, next, deliveries);
      if (isWritten) return { next, stored };
      found = stored;
    }
    throw tooManyRaces(imageId);
  }

  /** Only while something is unrecorded: then it will soon change again. */
  #rememberCommit(imageId: string, stored: StoredItem | undefined): void {
    this.#commits.delete(imageId);
    if (!stored || stored.result.unrecorded.length === 0) return;
    this.#commits.set(imageId, stored);
    forgetOldest(this.#commits, MAX_COMMITS);
  }

  #recallClaim(owner: string, imageId: string): StoredItem | undefined {
    const claimed = this.#claims.get(owner);
    this.#claims.delete(owner);
    return claimed?.result.imageId === imageId ? claimed : undefined;
  }
}

/** Ends the claim. */
function asNext(result: Result | undefined): StoredResult | undefined {
  return result && { result };
}

function forgetOldest(memory: Map<string, StoredItem>, max: number): void {
  const [oldest] = memory.keys();
  if (memory.size > max && oldest !== undefined) memory.delete(oldest);
}

function tooManyRaces(imageId: string): GlyphwatchError {
  return new GlyphwatchError(
    'store-unavailable',
    `Other processes keep changing the item of ${JSON.stringify(imageId)}. Try again later.`,
  );
}
