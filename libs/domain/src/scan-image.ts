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
  OnPage,
  TextDetector,
  WatchlistSource,
} from './ports.ts';
import type { Result, ScanOutcome } from './result.ts';
import { compareSequencers } from './sequencer.ts';
import {
  DEFAULT_SEND_MS,
  type LeasedMessages,
  sendPending,
  type SendingParts,
} from './send-pending.ts';
import type { TextDetection } from './text-detection.ts';
import type { Watchlist } from './watchlist.ts';

export interface ScanParts extends SendingParts {
  readonly detector: TextDetector;
  readonly watchlists: WatchlistSource;
  readonly ids: Ids;
  /** How long a claim is leased, milliseconds: longer than the slowest page takes, or two processes scan one image. */
  readonly leaseMs: number;
}

/** Of its lease: early enough for a page that takes as long as all before it. */
const RENEWED_AFTER = 0.25;

/** `when-reading-changed`: another detector, or another version of it, would read the image now. */
export type Again = 'when-rules-changed' | 'when-reading-changed' | 'always';

export interface ScanRequest {
  readonly upload: Upload;
  readonly image: ImageSource;
  /** When to scan a version again that has a final status. Default: never. */
  readonly again?: Again | readonly Again[];
  /** There will be no retry, so a failure is announced. */
  readonly lastAttempt?: boolean;
}

export type ScanReport =
  | { readonly kind: 'scanned' | 'known' | 'stale'; readonly result: Result }
  /** The result is stored, but another process is sending its notifications, or died: deliver again after `leaseUntil`. */
  | { readonly kind: 'notifying'; readonly result: Result; readonly leaseUntil: number }
  /** Another process is scanning this version: deliver again after `leaseUntil`. */
  | { readonly kind: 'busy'; readonly leaseUntil: number };

/**
 * Takes one upload from the claim to an empty outbox:
 *
 *     claim → detect → match → commit result and pending notifications, and take them → record history → notify → clear
 *
 * The process may die at any arrow:
 *
 *     before commit              the claim expires; the next delivery detects again (paid twice)
 *     between commit and clear   pending, and free when the lease ends; the next delivery or the sweeper finishes
 *     between notify and clear   that message is sent twice, with the same id
 *
 * Failures are thrown, and the image becomes FAILED if this scan held the claim. Without rules nothing is claimed before the
 * last attempt, which leaves the image FAILED. `busy` and `notifying` are no failures.
 */
export class ScanImage {
  readonly #parts: ScanParts;

  constructor(parts: ScanParts) {
    this.#parts = parts;
  }

  async scan(request: ScanRequest): Promise<ScanReport> {
    const owner = this.#parts.ids.owner();
    const watchlist = await this.#parts.watchlists
      .current()
      .catch((error: unknown) => this.#waitForRules(request, owner, error));
    const again = new Set([request.again ?? []].flat());
    let asked = request;
    let claim = await this.#claim(request, owner, again.has('always'));
    if (isKnown(claim, request.upload) && this.#isOutdated(claim.result, watchlist, again)) {
      asked = asStored(request, claim.result);
      claim = await this.#claim(asked, owner, true);
    }
    if (claim.kind === 'busy') return claim;
    if (claim.kind === 'claimed') return this.#scan(asked, owner, watchlist, claim.previous);
    return this.#settle(claim.kind === 'done' ? 'known' : 'stale', claim.result, request.upload);
  }

  /** Until there are rules an image stays as it is; but where there is no retry, it has failed. */
  async #waitForRules(request: ScanRequest, owner: string, error: unknown): Promise<never> {
    if (!request.lastAttempt) throw error;
    const claim = await this.#claim(request, owner, false).catch((second: unknown) => {
      throw combineFailures([error, second]);
    });
    if (claim.kind !== 'claimed') throw error;
    throw await this.#giveUp(
      request,
      owner,
      announcedBefore(request.upload, claim.previous),
      error,
    );
  }

  #claim({ upload }: ScanRequest, owner: string, redo: boolean): Promise<ClaimOutcome> {
    const now = this.#parts.clock();
    const leaseUntil = now + this.#parts.leaseMs;
    return this.#parts.store.claim(upload, { owner, now, leaseUntil, redo });
  }

  #isOutdated(result: Result, { version }: Watchlist, again: ReadonlySet<Again>): boolean {
    const { watchlistVersion, readBy, status } = result;
    const wasMatched = watchlistVersion !== undefined;
    if (again.has('when-rules-changed') && wasMatched && watchlistVersion !== version) return true;
    const isReadDifferently = status !== 'GONE' && readBy !== this.#parts.detector.identity;
    return again.has('when-reading-changed') && isReadDifferently;
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
      outcome = await this.#read(request, owner, watchlist);
    } catch (error) {
      if (hasErrorCode(error, 'claim-lost')) return this.#explainRefusal(upload, error);
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
    const { store, clock, sendMs = DEFAULT_SEND_MS } = this.#parts;
    const now = clock();
    const heldUntil = now + sendMs;
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

  async #read(
    { upload, image }: ScanRequest,
    owner: string,
    watchlist: Watchlist,
  ): Promise<ScanOutcome> {
    const { detector } = this.#parts;
    const readBy = detector.identity;
    let detection: TextDetection;
    try {
      detection = await detector.detectText(image, this.#renewal(upload, owner));
    } catch (error) {
      if (hasErrorCode(error, 'image-unsupported')) {
        return { ...unreadable('UNSUPPORTED', error), readBy };
      }
      if (hasErrorCode(error, 'image-gone')) return unreadable('GONE', error);
      throw error;
    }
    return { ...conclude(upload, detection, watchlist), readBy };
  }

  /** Renews the claim between pages, once a part of the lease has passed. */
  #renewal({ address }: Upload, owner: string): OnPage {
    const { store, clock, leaseMs } = this.#parts;
    let renewedAt = clock();
    return async () => {
      const now = clock();
      if (now - renewedAt < leaseMs * RENEWED_AFTER) return;
      await store.renew(imageIdOf(address), owner, now + leaseMs);
      renewedAt = now;
    };
  }

  /** Marks the image as FAILED, announces that if there is no retry, and returns what to throw. */
  async #giveUp(
    { upload, lastAttempt }: ScanRequest,
    owner: string,
    notified: readonly string[],
    error: unknown,
  ): Promise<unknown> {
    const { store, channels, clock, ids } = this.#parts;
    const imageId = imageIdOf(upload.address);
    const reason = firstLineOf(messageForUsers(error));
    const sent = lastAttempt
      ? announceFailure(upload, reason, notified, channels, ids)
      : { notifications: [], notified };
    try {
      await store.fail(imageId, owner, { ...sent, reason, now: clock() });
      if (lastAttempt) await sendPending(this.#parts, await this.#find(imageId));
      return error;
    } catch (second) {
      return combineFailures([error, second]);
    }
  }

  /**
   * A commit is refused when another process has taken over, or when it succeeded but its answer was lost and the adapter
   * tried again. What is stored shows which.
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

  /** Sends and records what is pending, and returns the result as stored then. */
  async #settle(
    kind: 'scanned' | 'known' | 'stale',
    known: Result,
    upload: Upload,
    taken?: LeasedMessages,
  ): Promise<ScanReport> {
    if (known.pending.length + known.unrecorded.length === 0) return { kind, result: known };
    const sent = await sendPending(this.#parts, known, taken ? { taken } : {});
    if (known.pending.every(({ id }) => sent.includes(id))) {
      return { kind, result: { ...known, pending: [], unrecorded: [] } };
    }
    const result = await this.#find(known.imageId);
    const leaseUntil = lastLeaseEnd(result, upload);
    return leaseUntil === undefined ? { kind, result } : { kind: 'notifying', result, leaseUntil };
  }

  async #find(imageId: string): Promise<Result> {
    const result = await this.#parts.store.find(imageId);
    if (result) return result;
    throw new GlyphwatchError(
      'store-unavailable',
      'The store cannot find a result that it has just accepted. Scan the image again.',
    );
  }
}

/** Whether the newest upload has the same content, be it this one or one that arrived later. */
function isKnown(
  claim: ClaimOutcome,
  { version }: Upload,
): claim is Extract<ClaimOutcome, { kind: 'done' | 'stale' }> {
  return (claim.kind === 'done' || claim.kind === 'stale') && claim.result.version === version;
}

/** Read again as the upload that is stored: the events of a backfill are older than the real ones. */
function asStored(request: ScanRequest, { sequencer, uploadedAt }: Result): ScanRequest {
  return { ...request, upload: { ...request.upload, sequencer, uploadedAt } };
}

/** When the last notification about this version is free that another process has leased. */
function lastLeaseEnd({ pending }: Result, { version }: Upload): number | undefined {
  const leased = pending.filter((message) => message.version === version);
  return leased.length === 0 ? undefined : Math.max(...leased.map((one) => one.heldUntil ?? 0));
}

/** Of a rule file, the further lines are its mistakes: they are for its authors, who find them in the log. */
function firstLineOf(message: string): string {
  return message.replace(/:?\n.*/s, '.');
}

function unreadable(status: 'UNSUPPORTED' | 'GONE', error: unknown): ScanOutcome {
  return { status, reason: messageForUsers(error), ruleMatches: [], nearMisses: [] };
}
