import { announce, announcedBefore, announceFailure, type Channel } from './announce.ts';
import { errorCode, GlyphwatchError, hasErrorCode } from './errors.ts';
import { imageIdOf, type Upload } from './image.ts';
import type { Notification } from './notification.ts';
import type {
  Clock,
  Ids,
  ImageSource,
  Notifier,
  ResultStore,
  TextDetector,
  WatchlistSource,
} from './ports.ts';
import type { Result, ScanOutcome } from './result.ts';
import type { TextDetection } from './text-detection.ts';
import type { Watchlist } from './watchlist.ts';

export interface ScanParts {
  readonly detector: TextDetector;
  readonly store: ResultStore;
  readonly watchlists: WatchlistSource;
  readonly channels: readonly NotifiedChannel[];
  readonly clock: Clock;
  readonly ids: Ids;
  /** How long a claim holds, milliseconds: longer than the slowest scan, or two will work on one image. */
  readonly leaseMs: number;
}

export interface NotifiedChannel extends Channel {
  readonly notifier: Notifier;
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
  /** Somebody else works on this version: deliver again after the lease. */
  | { readonly kind: 'busy'; readonly leaseUntil: number };

/**
 * Carries one upload from claim to cleared notifications:
 *
 *     claim → detect → match → commit result and what is pending → record history → notify → clear
 *
 * Each arrow may be the last thing this process does. What a crash leaves:
 *
 *     before commit              the claim runs out; the next delivery detects again (paid twice)
 *     between commit and clear   it is still pending; the next delivery or the sweeper finishes it
 *     between notify and clear   that message is sent twice, with the same id
 *
 * Failures are thrown; the image is kept as FAILED when the claim was ours. `busy` is not a failure.
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
    if (claim.kind === 'claimed') {
      await this.#conclude(request, owner, watchlist, claim.previous);
      return { kind: 'scanned', result: await this.#finish(request.upload) };
    }
    const kind = claim.kind === 'done' ? 'known' : 'stale';
    return { kind, result: await this.#finish(request.upload, claim.result) };
  }

  /** Records and tells what a result still has pending: every channel is tried, then the first failure is thrown. */
  async tellPending(result: Result): Promise<void> {
    if (result.unrecorded.length > 0) {
      await this.#parts.store.recordMatches(result.imageId, result.unrecorded);
    }
    const told = await Promise.allSettled(result.pending.map((pending) => this.#tell(pending)));
    for (const outcome of told) if (outcome.status === 'rejected') throw outcome.reason;
  }

  #claim({ upload }: ScanRequest, owner: string, redo: boolean) {
    const now = this.#parts.clock();
    const leaseUntil = now + this.#parts.leaseMs;
    return this.#parts.store.claim(upload, { owner, now, leaseUntil, redo });
  }

  #wantsNewRules({ again }: ScanRequest, result: Result, { version }: Watchlist): boolean {
    const wasMatched = result.watchlistVersion !== undefined;
    return again === 'when-rules-changed' && wasMatched && result.watchlistVersion !== version;
  }

  async #conclude(
    request: ScanRequest,
    owner: string,
    watchlist: Watchlist,
    previous: Result | undefined,
  ): Promise<void> {
    const { store, channels, clock, ids } = this.#parts;
    const { upload } = request;
    const imageId = imageIdOf(upload.address);
    const notified = announcedBefore(upload, previous);
    let outcome: ScanOutcome;
    try {
      outcome = await this.#scan(request, watchlist);
    } catch (error) {
      const reason = reasonOf(error);
      const told = request.lastAttempt
        ? announceFailure(upload, reason, notified, channels, ids)
        : { notifications: [], notified };
      await store.fail(imageId, owner, { ...told, reason, now: clock() });
      if (request.lastAttempt) await this.#finish(upload);
      throw error;
    }
    const announcements = announce(upload, outcome, notified, channels, ids);
    await store.commit(imageId, owner, { outcome, ...announcements, now: clock() });
  }

  async #scan({ upload, image }: ScanRequest, watchlist: Watchlist): Promise<ScanOutcome> {
    let detection: TextDetection;
    try {
      detection = await this.#parts.detector.detectText(image);
    } catch (error) {
      if (hasErrorCode(error, 'image-unsupported')) return unreadable('UNSUPPORTED', error);
      if (hasErrorCode(error, 'image-gone')) return unreadable('GONE', error);
      throw error;
    }
    const { bucket, key } = upload.address;
    const seen = watchlist.match(detection, { bucket, key, imageVersion: upload.version });
    return { status: statusOf(detection, seen.ruleMatches.length), detection, ...seen };
  }

  /** Finishes what is pending and gives the result as it is then kept. */
  async #finish(upload: Upload, known?: Result): Promise<Result> {
    const imageId = imageIdOf(upload.address);
    const result = known ?? (await this.#find(imageId));
    if (result.pending.length + result.unrecorded.length === 0) return result;
    await this.tellPending(result);
    return this.#find(imageId);
  }

  async #find(imageId: string): Promise<Result> {
    const result = await this.#parts.store.find(imageId);
    if (result) return result;
    throw new GlyphwatchError(
      'store-unavailable',
      'The store does not show a result that it just accepted. Scan the image again.',
    );
  }

  async #tell(notification: Notification): Promise<void> {
    const channel = this.#parts.channels.find(({ name }) => name === notification.channel);
    // A channel that was taken out of the settings has nobody left to tell.
    await channel?.notifier.notify(notification);
    await this.#parts.store.clearNotification(notification.imageId, notification.id);
  }
}

function unreadable(status: 'UNSUPPORTED' | 'GONE', error: unknown): ScanOutcome {
  return { status, reason: reasonOf(error), ruleMatches: [], nearMisses: [] };
}

function statusOf(
  { lines }: TextDetection,
  ruleMatches: number,
): 'MATCHED' | 'NO_MATCH' | 'NO_TEXT' {
  // Without any text a rule can still match: the one that waits for something to be absent.
  if (ruleMatches > 0) return 'MATCHED';
  return lines.length === 0 ? 'NO_TEXT' : 'NO_MATCH';
}

/** Our own messages are written to be kept and shown; a stranger's may hold anything. */
function reasonOf(error: unknown): string {
  return errorCode(error) && error instanceof Error ? error.message : 'unexpected failure';
}
