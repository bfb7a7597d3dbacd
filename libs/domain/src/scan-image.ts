import { announce, announcedBefore, announceFailure } from './announce.ts';
import { conclude } from './conclude.ts';
import { combineFailures, GlyphwatchError, hasErrorCode, messageForUsers } from './errors.ts';
import { imageIdOf, type Upload } from './image.ts';
import type {
  ClaimOutcome,
  Commit,
  Committed,
  Ids,
  ImageSource,
  TextDetector,
  WatchlistSource,
} from './ports.ts';
import type { Result, ScanOutcome } from './result.ts';
import { compareSequencers } from './sequencer.ts';
import { DEFAULT_TELL_MS, type Taken, tellPending, type TellingParts } from './tell-pending.ts';
import type { TextDetection } from './text-detection.ts';
import type { Watchlist } from './watchlist.ts';

export interface ScanParts extends TellingParts {
  readonly detector: TextDetector;
  readonly watchlists: WatchlistSource;
  readonly ids: Ids;
  /** How long a claim holds, milliseconds: longer than the slowest scan, or two will work on one image. */
  readonly leaseMs: number;
}

export interface ScanRequest {
  readonly upload: Upload;
  readonly image: ImageSource;
  /** What to do when this version has a final status: leave it (default), scan again if the rules changed, or always. */
  readonly again?: 'when-rules-changed' | 'always';
  /** Nobody will try again after a failure, so a failure is worth a notification. */
  readonly lastAttempt?: boolean;
}

export type ScanReport =
  | { readonly kind: 'scanned' | 'known' | 'stale'; readonly result: Result }
  /** The result stands, but somebody is telling people, or died doing it: deliver again after `leaseUntil`. */
  | { readonly kind: 'telling'; readonly result: Result; readonly leaseUntil: number }
  /** Somebody else works on this version: deliver again after `leaseUntil`. */
  | { readonly kind: 'busy'; readonly leaseUntil: number };

/**
 * Carries one upload from claim to cleared notifications:
 *
 *     claim → detect → match → commit result and what is pending, ours to tell → record history → notify → clear
 *
 * Each arrow may be the last thing this process does. What a crash leaves:
 *
 *     before commit              the claim runs out; the next delivery detects again (paid twice)
 *     between commit and clear   it is still pending, and soon free; the next delivery or the sweeper finishes it
 *     between notify and clear   that message is sent twice, with the same id
 *
 * Failures are thrown; the image is kept as FAILED when the claim was ours. `busy` and `telling` are not failures.
 */
export class ScanImage {
  readonly #parts: ScanParts;

  constructor(parts: ScanParts) {
    this.#parts = parts;
  }

  async scan(request: ScanRequest): Promise<ScanReport> {
    const watchlist = await this.#parts.watchlists.current();
    const owner = this.#parts.ids.owner();
    let claim = await this.#claim(request, owner, request.again === 'always');
    if (claim.kind === 'done' && this.#wantsNewRules(request, claim.result, watchlist)) {
      claim = await this.#claim(request, owner, true);
    }
    if (claim.kind === 'busy') return claim;
    if (claim.kind === 'claimed') return this.#scan(request, owner, watchlist, claim.previous);
    return this.#settle(claim.kind === 'done' ? 'known' : 'stale', claim.result, request.upload);
  }

  /** Finishes what somebody left pending; see `SweepPending` for all of it. */
  async tellPending(result: Result): Promise<void> {
    await tellPending(this.#parts, result);
  }

  #claim({ upload }: ScanRequest, owner: string, redo: boolean): Promise<ClaimOutcome> {
    const now = this.#parts.clock();
    const leaseUntil = now + this.#parts.leaseMs;
    return this.#parts.store.claim(upload, { owner, now, leaseUntil, redo });
  }

  #wantsNewRules({ again }: ScanRequest, result: Result, { version }: Watchlist): boolean {
    const wasMatched = result.watchlistVersion !== undefined;
    return again === 'when-rules-changed' && wasMatched && result.watchlistVersion !== version;
  }

  async #scan(
    request: ScanRequest,
    owner: string,
    watchlist: Watchlist,
    previous: Result | undefined,
  ): Promise<ScanReport> {
    const { channels, ids } = this.#parts;
    const { upload } = request;
    const notified = announcedBefore(upload, previous);
    let outcome: ScanOutcome;
    try {
      outcome = await this.#read(request, watchlist);
    } catch (error) {
      throw await this.#giveUp(request, owner, notified, error);
    }
    const announcements = announce(upload, outcome, notified, channels, ids);
    return this.#commit(upload, owner, { outcome, ...announcements });
  }

  async #commit(
    upload: Upload,
    owner: string,
    conclusion: Omit<Commit, 'now' | 'heldUntil'>,
  ): Promise<ScanReport> {
    const { store, clock, tellMs = DEFAULT_TELL_MS } = this.#parts;
    const now = clock();
    const heldUntil = now + tellMs;
    let committed: Committed;
    try {
      const commit = { ...conclusion, now, heldUntil };
      committed = await store.commit(imageIdOf(upload.address), owner, commit);
    } catch (error) {
      return this.#explainRefusal(upload, error);
    }
    const { result, taken: messages } = committed;
    return this.#settle('scanned', result, upload, { messages, heldUntil });
  }

  async #read({ upload, image }: ScanRequest, watchlist: Watchlist): Promise<ScanOutcome> {
    let detection: TextDetection;
    try {
      detection = await this.#parts.detector.detectText(image);
    } catch (error) {
      if (hasErrorCode(error, 'image-unsupported')) return unreadable('UNSUPPORTED', error);
      if (hasErrorCode(error, 'image-gone')) return unreadable('GONE', error);
      throw error;
    }
    return conclude(upload, detection, watchlist);
  }

  /** Keeps the image as FAILED, tells so if nobody will try again, and says what to throw. */
  async #giveUp(
    { upload, lastAttempt }: ScanRequest,
    owner: string,
    notified: readonly string[],
    error: unknown,
  ): Promise<unknown> {
    const { store, channels, clock, ids } = this.#parts;
    const imageId = imageIdOf(upload.address);
    const reason = messageForUsers(error);
    const told = lastAttempt
      ? announceFailure(upload, reason, notified, channels, ids)
      : { notifications: [], notified };
    try {
      await store.fail(imageId, owner, { ...told, reason, now: clock() });
      if (lastAttempt) await tellPending(this.#parts, await this.#find(imageId));
      return error;
    } catch (second) {
      return combineFailures([error, second]);
    }
  }

  /**
   * A commit is refused when somebody else took the image over, or when it took effect and its answer got lost on the
   * way: the adapter tried again and found its own claim ended. What is kept tells which.
   */
  async #explainRefusal(upload: Upload, error: unknown): Promise<ScanReport> {
    if (!hasErrorCode(error, 'claim-lost')) throw error;
    const result = await this.#find(imageIdOf(upload.address));
    const isNewer = compareSequencers(result.sequencer, upload.sequencer) > 0;
    if (isNewer) return this.#settle('stale', result, upload);
    const { leaseUntil } = result;
    if (leaseUntil !== undefined) return { kind: 'busy', leaseUntil };
    if (result.status === 'FAILED') throw error;
    return this.#settle('known', result, upload);
  }

  /** Finishes what is pending and gives the result as it is then kept. */
  async #settle(
    kind: 'scanned' | 'known' | 'stale',
    known: Result,
    upload: Upload,
    taken?: Taken,
  ): Promise<ScanReport> {
    if (known.pending.length + known.unrecorded.length === 0) return { kind, result: known };
    const told = await tellPending(this.#parts, known, taken ? { taken } : {});
    if (known.pending.every(({ id }) => told.includes(id))) {
      return { kind, result: { ...known, pending: [], unrecorded: [] } };
    }
    const result = await this.#find(known.imageId);
    const leaseUntil = heldUntil(result, upload);
    return leaseUntil === undefined ? { kind, result } : { kind: 'telling', result, leaseUntil };
  }

  async #find(imageId: string): Promise<Result> {
    const result = await this.#parts.store.find(imageId);
    if (result) return result;
    throw new GlyphwatchError(
      'store-unavailable',
      'The store does not show a result that it just accepted. Scan the image again.',
    );
  }
}

/** When the last message about this version is free again that somebody else is telling. */
function heldUntil({ pending }: Result, { version }: Upload): number | undefined {
  const held = pending.filter((message) => message.version === version);
  return held.length === 0 ? undefined : Math.max(...held.map((one) => one.heldUntil ?? 0));
}

function unreadable(status: 'UNSUPPORTED' | 'GONE', error: unknown): ScanOutcome {
  return { status, reason: messageForUsers(error), ruleMatches: [], nearMisses: [] };
}
