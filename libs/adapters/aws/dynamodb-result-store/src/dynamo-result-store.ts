import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type Claim,
  type ClaimOutcome,
  type ClearedIds,
  clearedResult,
  type Commit,
  type Committed,
  committedResult,
  decideClaim,
  type DeletionOutcome,
  failedResult,
  type Failure,
  givenBackPending,
  GlyphwatchError,
  goneResult,
  imageIdOf,
  type Lease,
  type MatchRecord,
  type Notification,
  type Page,
  type Result,
  type ResultQuery,
  type ResultStore,
  renewedResult,
  type StoredResult,
  takenPending,
  type Upload,
  waitingSince,
} from '@glyphwatch/domain';
import { BodyChunks } from './body-chunks.ts';
import { MatchHistory } from './match-history.ts';
import type { StoredItem } from './result-item.ts';
import { ResultItems } from './result-items.ts';
import { ResultLists } from './result-lists.ts';
import { Table } from './table.ts';
import { MATCHES, RESULTS } from './tables.ts';

export interface DynamoResultStoreOptions {
  readonly tableName?: string;
  readonly matchesTableName?: string;
}

/** Every lost race means that another process won it, so this many in a row mean that something is broken. */
const MAX_RACES = 200;
/** Own claims remembered until they are committed, so that a commit needs no read. */
const MAX_CLAIMS = 1000;
/** Own commits remembered until nothing is pending, for the same reason. They hold texts, so only a few. */
const MAX_COMMITS = 20;

/**
 * Stores results in DynamoDB with optimistic locking: each step reads an item, decides by the domain's result steps and
 * writes the whole item on condition that its revision is still the one that was read. No step needs a transaction.
 */
export class DynamoResultStore implements ResultStore {
  readonly canSearch = false;
  readonly canDelete = false;
  readonly #items: ResultItems;
  readonly #lists: ResultLists;
  readonly #history: MatchHistory;
  /** By owner. Only remembers what this process wrote; the revision decides whether it is still there. */
  readonly #claims = new Map<string, StoredItem>();
  /** By image id, likewise. */
  readonly #commits = new Map<string, StoredItem>();

  constructor(
    client: Pick<DynamoDBClient, 'send'>,
    { tableName = RESULTS.name, matchesTableName = MATCHES.name }: DynamoResultStoreOptions = {},
  ) {
    const table = new Table(client, tableName);
    const chunks = new BodyChunks(table);
    this.#items = new ResultItems(table, chunks);
    this.#lists = new ResultLists(table, this.#items);
    this.#history = new MatchHistory(new Table(client, matchesTableName), chunks);
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
      before = stored;
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

  async commit(imageId: string, owner: string, commit: Commit): Promise<Committed> {
    const decide = (before: StoredResult | undefined) => committedResult(before, owner, commit);
    const claimed = this.#recallClaim(owner, imageId);
    const { next, stored } = await this.#change(imageId, decide, claimed);
    this.#rememberCommit(imageId, stored);
    return next;
  }

  async fail(imageId: string, owner: string, failure: Failure): Promise<void> {
    const decide = (before: StoredResult | undefined) =>
      asNext(failedResult(before, owner, failure));
    await this.#change(imageId, decide, this.#recallClaim(owner, imageId));
  }

  async recordMatches(_: string, records: readonly MatchRecord[]): Promise<void> {
    if (records.length > 0) await this.#history.record(records);
  }

  async takePending(imageId: string, lease: Lease): Promise<readonly Notification[]> {
    const { next } = await this.#change(imageId, (before) => {
      const step = before && takenPending(before.result, lease);
      return step && step.taken.length > 0 ? { ...step, owner: before.owner } : undefined;
    });
    return next?.taken ?? [];
  }

  async giveBackPending(imageId: string, notificationId: string, lease: Lease): Promise<void> {
    await this.#changeResult(imageId, (result) => givenBackPending(result, notificationId, lease));
  }

  async clear(imageId: string, done: ClearedIds): Promise<void> {
    const cleared = (result: Result): Result | undefined => clearedResult(result, done);
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

  listPending(before: number, limit: number): Promise<readonly Result[]> {
    return this.#lists.listPending(before, limit);
  }

  async markGone(upload: Upload, now: number): Promise<void> {
    await this.#change(imageIdOf(upload.address), (before) =>
      asNext(goneResult(before?.result, upload, now)),
    );
  }

  async delete(): Promise<DeletionOutcome> {
    throw new GlyphwatchError(
      'store-misconfigured',
      'Results in DynamoDB cannot be deleted from here, because the history of an image has no index. Delete the object: ' +
        'its result becomes GONE, without its text.',
    );
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
  ): Promise<{ readonly next: Next; readonly stored: StoredItem | undefined }> {
    let before = known ?? (await this.#items.find(imageId));
    for (let races = 0; races < MAX_RACES; races += 1) {
      const next = decide(before);
      if (!next) return { next, stored: before };
      const { isWritten, stored } = await this.#items.write(before, next);
      if (isWritten) return { next, stored };
      before = stored;
    }
    throw tooManyRaces(imageId);
  }

  /** Only while something is pending: then it will soon change again. */
  #rememberCommit(imageId: string, stored: StoredItem | undefined): void {
    this.#commits.delete(imageId);
    if (!stored || waitingSince(stored.result) === undefined) return;
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
