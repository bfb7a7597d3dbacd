import {
  type Claim,
  type ClaimOutcome,
  clearedResult,
  type Commit,
  committedResult,
  decideClaim,
  decideDeletion,
  type Deletion,
  type DeletionOutcome,
  failedResult,
  type Failure,
  goneResult,
  type Hold,
  holdsOn,
  imageIdOf,
  type MatchRecord,
  type Page,
  type PurgedHistory,
  purgedResult,
  type Result,
  type ResultQuery,
  type ResultStore,
  refuseShortFragments,
  renewedResult,
  rulesOf,
  type StoredResult,
  type Upload,
  type UploadPeriod,
} from '../index.ts';
import { InMemoryDeliveries } from './in-memory-deliveries.ts';
import { InMemoryRecords } from './in-memory-records.ts';
import { pageOf } from './page-of.ts';
import { satisfies } from './satisfies.ts';

/** The reference for every other result store: the same promises, in a Map. */
export class InMemoryResultStore implements ResultStore {
  readonly canSearch = true;
  readonly #stored = new Map<string, StoredResult>();
  readonly #holds = new Map<string, Hold>();
  readonly #deliveries: InMemoryDeliveries;
  /** The history. */
  readonly records = new InMemoryRecords();

  /** Commits add to `deliveries`. */
  constructor(deliveries = new InMemoryDeliveries()) {
    this.#deliveries = deliveries;
    deliveries.isHeld = ({ imageId, ruleIds }) => this.#isHeld(imageId, ruleIds);
  }

  async claim(upload: Upload, claim: Claim): Promise<ClaimOutcome> {
    const imageId = imageIdOf(upload.address);
    const previous = this.#stored.get(imageId)?.result;
    const { outcome, next } = decideClaim(previous, upload, claim);
    if (next) this.#stored.set(imageId, next);
    return outcome;
  }

  async renew(imageId: string, owner: string, leaseUntil: number): Promise<void> {
    const result = renewedResult(this.#stored.get(imageId), owner, leaseUntil);
    if (result) this.#stored.set(imageId, { result, owner });
  }

  async commit(imageId: string, owner: string, commit: Commit): Promise<Result> {
    const result = committedResult(this.#stored.get(imageId), owner, commit);
    this.#stored.set(imageId, { result });
    this.#deliveries.addNow(commit.deliveries);
    return result;
  }

  async fail(imageId: string, owner: string, failure: Failure): Promise<boolean> {
    const result = failedResult(this.#stored.get(imageId), owner, failure);
    if (!result) return false;
    this.#stored.set(imageId, { result });
    this.#deliveries.addNow(failure.deliveries);
    return true;
  }

  async recordMatches(_: string, records: readonly MatchRecord[]): Promise<void> {
    for (const record of records) this.records.add(record);
  }

  async clear(imageId: string, recordIds: readonly string[]): Promise<void> {
    const stored = this.#stored.get(imageId);
    const result = stored && clearedResult(stored.result, recordIds);
    if (result) this.#stored.set(imageId, { ...stored, result });
  }

  async find(imageId: string): Promise<Result | undefined> {
    return this.#stored.get(imageId)?.result;
  }

  async list(query: ResultQuery): Promise<Page<Result>> {
    const timeOf = ({ uploadedAt, updatedAt }: Result): number =>
      query.ruleId === undefined ? updatedAt : uploadedAt;
    refuseShortFragments(query.fragments);
    const wanted = this.everyResult().filter((result) => satisfies(result, query));
    return pageOf(wanted, timeOf, ({ imageId }) => imageId, query);
  }

  async count({ since = -Infinity, until = Infinity }: UploadPeriod): Promise<number> {
    return this.everyResult().filter(({ uploadedAt }) => uploadedAt >= since && uploadedAt <= until)
      .length;
  }

  async listMatches(
    ruleId: string,
    query: Pick<ResultQuery, 'since' | 'until' | 'limit' | 'cursor'>,
  ): Promise<Page<MatchRecord>> {
    const ofRule = this.records.all().filter((record) => record.ruleId === ruleId);
    return pageOf(
      ofRule,
      ({ uploadedAt }) => uploadedAt,
      ({ id }) => id,
      query,
    );
  }

  async listUnrecorded(before: number, limit: number): Promise<readonly Result[]> {
    return this.everyResult()
      .filter(({ unrecorded, updatedAt }) => unrecorded.length > 0 && updatedAt < before)
      .sort((a, b) => a.updatedAt - b.updatedAt)
      .slice(0, limit);
  }

  async markGone(upload: Upload, now: number): Promise<void> {
    const imageId = imageIdOf(upload.address);
    const result = goneResult(this.#stored.get(imageId)?.result, upload, now);
    if (result) this.#stored.set(imageId, { result });
  }

  async delete(imageId: string, deletion: Deletion): Promise<DeletionOutcome> {
    const isTelling = this.#deliveries.isWaiting(imageId);
    const isHeld = (await this.heldBy(imageId)).length > 0;
    const result = this.#stored.get(imageId)?.result;
    const outcome = decideDeletion(result, deletion, { isTelling, isHeld });
    if (!result || outcome !== 'deleted') return outcome;
    if (deletion.purgeBefore === undefined) this.#stored.delete(imageId);
    else this.#stored.set(imageId, { result: purgedResult(result, deletion.now) });
    if (deletion.leaveHistory) return outcome;
    this.#deliveries.forgetNow(imageId);
    this.records.forget(this.#historyOf(imageId));
    return outcome;
  }

  async purgeMatches(before: number, limit: number): Promise<PurgedHistory> {
    const old = this.records
      .all()
      .filter(({ uploadedAt }) => uploadedAt < before)
      .filter(({ imageId, ruleId }) => !this.#isHeld(imageId, [ruleId]));
    const purged = old.slice(0, limit);
    this.records.forget(purged);
    return { purged: purged.length, isDone: purged.length === old.length };
  }

  async hold(hold: Hold): Promise<void> {
    this.#holds.set(hold.id, hold);
  }

  async endHold(id: string): Promise<boolean> {
    return this.#holds.delete(id);
  }

  async holds(): Promise<readonly Hold[]> {
    return [...this.#holds.values()].sort((a, b) => a.since - b.since);
  }

  async heldBy(imageId: string): Promise<readonly Hold[]> {
    const result = this.#stored.get(imageId)?.result;
    const rules = [
      ...(result ? rulesOf(result) : []),
      ...this.#historyOf(imageId).map(({ ruleId }) => ruleId),
    ];
    return holdsOn(await this.holds(), imageId, rules);
  }

  #isHeld(imageId: string, ruleIds: readonly string[]): boolean {
    return holdsOn([...this.#holds.values()], imageId, ruleIds).length > 0;
  }

  #historyOf(imageId: string): MatchRecord[] {
    return this.records.all().filter((record) => record.imageId === imageId);
  }

  /** For the other ports of this store. */
  everyResult(): Result[] {
    return [...this.#stored.values()].map(({ result }) => result);
  }
}
