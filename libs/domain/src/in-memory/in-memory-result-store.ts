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
} from '../index.ts';
import { pageOf } from './page-of.ts';

interface Kept {
  result: Result;
  owner?: string;
}

/** The reference for every other result store: the same promises, in a Map. */
export class InMemoryResultStore implements ResultStore {
  readonly canSearch = true;
  readonly #kept = new Map<string, Kept>();
  readonly #history = new Map<string, MatchRecord>();

  async claim(upload: Upload, claim: Claim): Promise<ClaimOutcome> {
    const imageId = imageIdOf(upload.address);
    const previous = this.#kept.get(imageId)?.result;
    const refusal = previous && refuseClaim(previous, upload, claim);
    if (refusal) return refusal;
    const kept = { result: claimedResult(previous, upload, claim), owner: claim.owner };
    this.#kept.set(imageId, kept);
    return previous ? { kind: 'claimed', previous } : { kind: 'claimed' };
  }

  async commit(imageId: string, owner: string, commit: Commit): Promise<Committed> {
    const kept = this.#kept.get(imageId);
    if (!kept || kept.owner !== owner) throw claimLost();
    const { result, taken } = committedResult(kept.result, commit);
    this.#kept.set(imageId, { result });
    return { result, taken };
  }

  async fail(imageId: string, owner: string, failure: Failure): Promise<void> {
    const kept = this.#kept.get(imageId);
    if (!kept || kept.owner !== owner) return;
    this.#kept.set(imageId, { result: failedResult(kept.result, failure) });
  }

  async recordMatches(_: string, records: readonly MatchRecord[]): Promise<void> {
    for (const record of records) this.#history.set(record.id, record);
  }

  async takePending(imageId: string, hold: Lease): Promise<readonly Notification[]> {
    const kept = this.#kept.get(imageId);
    if (!kept) return [];
    const { result, taken } = takenPending(kept.result, hold);
    kept.result = result;
    return taken;
  }

  async giveBackPending(imageId: string, notificationId: string, hold: Lease): Promise<void> {
    this.#change(imageId, (result) => givenBackPending(result, notificationId, hold));
  }

  async clear(imageId: string, done: ClearedIds): Promise<void> {
    this.#change(imageId, (result) => clearedResult(result, done) ?? result);
  }

  async find(imageId: string): Promise<Result | undefined> {
    return this.#kept.get(imageId)?.result;
  }

  async list(query: ResultQuery): Promise<Page<Result>> {
    const timeOf = ({ uploadedAt, updatedAt }: Result): number =>
      query.ruleId === undefined ? updatedAt : uploadedAt;
    const wanted = this.#results().filter((result) => satisfies(result, query));
    return pageOf(wanted, timeOf, ({ imageId }) => imageId, query);
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
    const result = goneResult(this.#kept.get(imageId)?.result, upload, now);
    if (result) this.#kept.set(imageId, { result });
  }

  #results(): Result[] {
    return [...this.#kept.values()].map(({ result }) => result);
  }

  #change(imageId: string, change: (result: Result) => Result): void {
    const kept = this.#kept.get(imageId);
    if (kept) kept.result = change(kept.result);
  }
}

function satisfies(result: Result, { status, ruleId, text }: ResultQuery): boolean {
  if (status !== undefined && result.status !== status) return false;
  if (ruleId !== undefined && !result.ruleMatches.some((rule) => rule.ruleId === ruleId)) {
    return false;
  }
  return text === undefined || showsAllWords(result, text);
}

function showsAllWords({ detection }: Result, text: string): boolean {
  const words = (some: string): string[] => some.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const shown = new Set(detection?.lines.flatMap((line) => words(line.text)));
  return words(text).every((word) => shown.has(word));
}
