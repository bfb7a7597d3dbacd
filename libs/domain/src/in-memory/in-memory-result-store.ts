import {
  type Claim,
  type ClaimOutcome,
  type ClearedIds,
  clearedResult,
  type Commit,
  type Committed,
  committedResult,
  decideClaim,
  decideDeletion,
  type Deletion,
  type DeletionOutcome,
  failedResult,
  type Failure,
  givenBackPending,
  goneResult,
  imageIdOf,
  type Lease,
  type MatchRecord,
  type Notification,
  type Page,
  type Result,
  type ResultQuery,
  type ResultStore,
  refuseShortFragments,
  renewedResult,
  type StoredResult,
  takenPending,
  type Upload,
  type UploadPeriod,
  waitingSince,
} from '../index.ts';
import { pageOf } from './page-of.ts';
import { satisfies } from './satisfies.ts';

/** The reference for every other result store: the same promises, in a Map. */
export class InMemoryResultStore implements ResultStore {
  readonly canSearch = true;
  readonly canDelete = true;
  readonly #stored = new Map<string, StoredResult>();
  readonly #history = new Map<string, MatchRecord>();

  async claim(upload: Upload, claim: Claim): Promise<ClaimOutcome> {
    const imageId = imageIdOf(upload.address);
    const previous = this.#stored.get(imageId)?.result;
    const { outcome, claimed } = decideClaim(previous, upload, claim);
    if (claimed) this.#stored.set(imageId, { result: claimed, owner: claim.owner });
    return outcome;
  }

  async renew(imageId: string, owner: string, leaseUntil: number): Promise<void> {
    const result = renewedResult(this.#stored.get(imageId), owner, leaseUntil);
    if (result) this.#stored.set(imageId, { result, owner });
  }

  async commit(imageId: string, owner: string, commit: Commit): Promise<Committed> {
    const committed = committedResult(this.#stored.get(imageId), owner, commit);
    this.#stored.set(imageId, { result: committed.result });
    return committed;
  }

  async fail(imageId: string, owner: string, failure: Failure): Promise<void> {
    const result = failedResult(this.#stored.get(imageId), owner, failure);
    if (result) this.#stored.set(imageId, { result });
  }

  async recordMatches(_: string, records: readonly MatchRecord[]): Promise<void> {
    for (const record of records) this.#history.set(record.id, record);
  }

  async takePending(imageId: string, lease: Lease): Promise<readonly Notification[]> {
    const stored = this.#stored.get(imageId);
    if (!stored) return [];
    const { result, taken } = takenPending(stored.result, lease);
    this.#stored.set(imageId, { ...stored, result });
    return taken;
  }

  async giveBackPending(imageId: string, notificationId: string, lease: Lease): Promise<void> {
    this.#change(imageId, (result) => givenBackPending(result, notificationId, lease));
  }

  async clear(imageId: string, done: ClearedIds): Promise<void> {
    this.#change(imageId, (result) => clearedResult(result, done));
  }

  async find(imageId: string): Promise<Result | undefined> {
    return this.#stored.get(imageId)?.result;
  }

  async list(query: ResultQuery): Promise<Page<Result>> {
    const timeOf = ({ uploadedAt, updatedAt }: Result): number =>
      query.ruleId === undefined ? updatedAt : uploadedAt;
    refuseShortFragments(query.fragments);
    const wanted = this.#results().filter((result) => satisfies(result, query));
    return pageOf(wanted, timeOf, ({ imageId }) => imageId, query);
  }

  async count({ since = -Infinity, until = Infinity }: UploadPeriod): Promise<number> {
    return this.#results().filter(({ uploadedAt }) => uploadedAt >= since && uploadedAt <= until)
      .length;
  }

  async listMatches(
    ruleId: string,
    query: Pick<ResultQuery, 'since' | 'until' | 'limit' | 'cursor'>,
  ): Promise<Page<MatchRecord>> {
    const ofRule = [...this.#history.values()].filter((record) => record.ruleId === ruleId);
    return pageOf(
      ofRule,
      ({ uploadedAt }) => uploadedAt,
      ({ id }) => id,
      query,
    );
  }

  async listPending(before: number, limit: number): Promise<readonly Result[]> {
    return this.#results()
      .map((result) => ({ result, since: waitingSince(result) ?? Infinity }))
      .filter(({ since }) => since < before)
      .sort((a, b) => a.since - b.since)
      .slice(0, limit)
      .map(({ result }) => result);
  }

  async markGone(upload: Upload, now: number): Promise<void> {
    const imageId = imageIdOf(upload.address);
    const result = goneResult(this.#stored.get(imageId)?.result, upload, now);
    if (result) this.#stored.set(imageId, { result });
  }

  async delete(imageId: string, deletion: Deletion): Promise<DeletionOutcome> {
    const outcome = decideDeletion(this.#stored.get(imageId)?.result, deletion);
    if (outcome !== 'deleted') return outcome;
    this.#stored.delete(imageId);
    for (const [id, record] of this.#history)
      if (record.imageId === imageId) this.#history.delete(id);
    return outcome;
  }

  #results(): Result[] {
    return [...this.#stored.values()].map(({ result }) => result);
  }

  #change(imageId: string, change: (result: Result) => Result | undefined): void {
    const stored = this.#stored.get(imageId);
    const result = stored && change(stored.result);
    if (result) this.#stored.set(imageId, { ...stored, result });
  }
}
