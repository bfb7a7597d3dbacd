import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type Claim,
  claimedResult,
  claimLost,
  type ClaimOutcome,
  type Commit,
  clearedResult,
  type Committed,
  committedResult,
  type ClearedIds,
  failedResult,
  type Failure,
  givenBackPending,
  GlyphwatchError,
  goneResult,
  type Lease,
  imageIdOf,
  type MatchRecord,
  type Notification,
  type Page,
  refuseClaim,
  type Result,
  type ResultQuery,
  type ResultStore,
  takenPending,
  type Upload,
  waitingSince,
} from '@glyphwatch/domain';
import { MatchHistory } from './match-history.ts';
import { Parts } from './parts.ts';
import type { Kept } from './result-item.ts';
import { type Next, ResultItems } from './result-items.ts';
import { ResultLists } from './result-lists.ts';
import { Table } from './table.ts';
import { MATCHES, RESULTS } from './tables.ts';

export interface DynamoResultStoreOptions {
  readonly tableName?: string;
  readonly matchesTableName?: string;
}

/** Whoever loses a race has seen somebody else win it, so so many losses in a row are a broken table. */
const MOST_RACES = 200;
/** Own claims remembered between claim and commit, so that a commit needs no read. */
const MOST_CLAIMS = 1000;
/** Own commits remembered until all is told, for the same reason. They hold texts, so they are few. */
const MOST_COMMITS = 20;

/**
 * Keeps results in DynamoDB. Every step reads an item, decides by the domain's result steps, and writes the whole item
 * on condition that nobody wrote it since: one item, one conditional write, no transaction.
 */
export class DynamoResultStore implements ResultStore {
  readonly canSearch = false;
  readonly #items: ResultItems;
  readonly #lists: ResultLists;
  readonly #history: MatchHistory;
  /** By owner. A memory of what was written, not of what is: the revision decides whether it still holds. */
  readonly #claims = new Map<string, Kept>();
  /** By image id, just such a memory. */
  readonly #commits = new Map<string, Kept>();

  constructor(
    client: Pick<DynamoDBClient, 'send'>,
    { tableName = RESULTS.name, matchesTableName = MATCHES.name }: DynamoResultStoreOptions = {},
  ) {
    const table = new Table(client, tableName);
    const parts = new Parts(table);
    this.#items = new ResultItems(table, parts);
    this.#lists = new ResultLists(table, this.#items);
    this.#history = new MatchHistory(new Table(client, matchesTableName), parts);
  }

  /** Most images are new, so the first try supposes it and needs no read. */
  async claim(upload: Upload, claim: Claim): Promise<ClaimOutcome> {
    const imageId = imageIdOf(upload.address);
    let previous: Kept | undefined;
    for (let races = 0; races < MOST_RACES; races += 1) {
      const refusal = previous && refuseClaim(previous.result, upload, claim);
      if (refusal) return refusal;
      const result = claimedResult(previous?.result, upload, claim);
      const { isWritten, kept } = await this.#items.write(previous, { result, owner: claim.owner });
      if (isWritten) {
        this.#remember(claim.owner, kept);
        return previous ? { kind: 'claimed', previous: previous.result } : { kind: 'claimed' };
      }
      previous = kept;
    }
    throw tooManyRaces(imageId);
  }

  async commit(imageId: string, owner: string, commit: Commit): Promise<Committed> {
    let taken: readonly Notification[] = [];
    const decide = (kept: Kept | undefined): Next => {
      if (kept?.owner !== owner) throw claimLost();
      const committed = committedResult(kept.result, commit);
      ({ taken } = committed);
      return { result: committed.result };
    };
    const kept = await this.#change(imageId, decide, this.#recall(owner, imageId));
    if (!kept) throw claimLost();
    this.#rememberCommit(imageId, kept);
    return { result: kept.result, taken };
  }

  async fail(imageId: string, owner: string, failure: Failure): Promise<void> {
    const decide = (kept: Kept | undefined): Next | undefined =>
      kept?.owner === owner ? { result: failedResult(kept.result, failure) } : undefined;
    await this.#change(imageId, decide, this.#recall(owner, imageId));
  }

  async recordMatches(_: string, records: readonly MatchRecord[]): Promise<void> {
    if (records.length > 0) await this.#history.record(records);
  }

  async takePending(imageId: string, hold: Lease): Promise<readonly Notification[]> {
    let ours: readonly Notification[] = [];
    await this.#changeResult(imageId, (result) => {
      const { result: held, taken } = takenPending(result, hold);
      ours = taken;
      return taken.length > 0 ? held : undefined;
    });
    return ours;
  }

  async giveBackPending(imageId: string, notificationId: string, hold: Lease): Promise<void> {
    await this.#changeResult(imageId, (result) => {
      const isHeld = result.pending.some(
        ({ id, heldUntil }) => id === notificationId && heldUntil === hold.heldUntil,
      );
      return isHeld ? givenBackPending(result, notificationId, hold) : undefined;
    });
  }

  async clear(imageId: string, done: ClearedIds): Promise<void> {
    const known = this.#commits.get(imageId);
    const cleared = (result: Result): Result | undefined => clearedResult(result, done);
    // What is remembered may be old news, but it is never a reason to do nothing.
    const hint = known && cleared(known.result) ? known : undefined;
    this.#rememberCommit(imageId, await this.#changeResult(imageId, cleared, hint));
  }

  async find(imageId: string): Promise<Result | undefined> {
    return (await this.#items.find(imageId))?.result;
  }

  list(query: ResultQuery): Promise<Page<Result>> {
    return this.#lists.list(query);
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
    await this.#change(imageIdOf(upload.address), (kept) => {
      const result = goneResult(kept?.result, upload, now);
      return result && { result };
    });
  }

  /** The claim stays with its holder; nothing happens to an image never claimed. */
  async #changeResult(
    imageId: string,
    changed: (result: Result) => Result | undefined,
    known?: Kept,
  ): Promise<Kept | undefined> {
    const decide = (kept: Kept | undefined): Next | undefined => {
      const result = kept && changed(kept.result);
      if (!result) return undefined;
      return kept.owner === undefined ? { result } : { result, owner: kept.owner };
    };
    return this.#change(imageId, decide, known);
  }

  /**
   * Reads, decides and writes, again and again until nobody came in between; `undefined` leaves it as it is. Gives what
   * is kept then.
   */
  async #change(
    imageId: string,
    decide: (kept: Kept | undefined) => Next | undefined,
    known?: Kept,
  ): Promise<Kept | undefined> {
    let kept = known ?? (await this.#items.find(imageId));
    for (let races = 0; races < MOST_RACES; races += 1) {
      const next = decide(kept);
      if (!next) return kept;
      const written = await this.#items.write(kept, next);
      if (written.isWritten) return written.kept;
      kept = written.kept;
    }
    throw tooManyRaces(imageId);
  }

  #remember(owner: string, claimed: Kept): void {
    this.#claims.set(owner, claimed);
    forgetOldest(this.#claims, MOST_CLAIMS);
  }

  /** As long as somebody will change it again soon. */
  #rememberCommit(imageId: string, kept: Kept | undefined): void {
    this.#commits.delete(imageId);
    if (!kept || waitingSince(kept.result) === undefined) return;
    this.#commits.set(imageId, kept);
    forgetOldest(this.#commits, MOST_COMMITS);
  }

  #recall(owner: string, imageId: string): Kept | undefined {
    const claimed = this.#claims.get(owner);
    this.#claims.delete(owner);
    return claimed?.result.imageId === imageId ? claimed : undefined;
  }
}

function forgetOldest(memory: Map<string, Kept>, most: number): void {
  const [oldest] = memory.keys();
  if (memory.size > most && oldest !== undefined) memory.delete(oldest);
}

function tooManyRaces(imageId: string): GlyphwatchError {
  return new GlyphwatchError(
    'store-unavailable',
    `Others keep changing the item of ${JSON.stringify(imageId)}. Try again later.`,
  );
}
