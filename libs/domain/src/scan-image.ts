import { announce, announcedBefore, announceFailure } from './announce.ts';
import { conclude, concludeAgain, isConcluded } from './conclude.ts';
import {
  allOf,
  combineFailures,
  GlyphwatchError,
  hasErrorCode,
  messageForUsers,
} from './errors.ts';
import { imageIdOf, type Upload } from './image.ts';
import type {
  ClaimOutcome,
  Clock,
  CurrentImage,
  CurrentImages,
  Ids,
  ImageSource,
  OnPage,
  ResultStore,
  TextDetector,
  WatchlistSource,
} from './ports.ts';
import type { Result, ScanOutcome } from './result.ts';
import { compareSequencers } from './sequencer.ts';
import { recordHistory } from './record-history.ts';
import { isFinal } from './status.ts';
import type { RunMark } from './telling/delivery.ts';
import type { NotifiedChannel, Untold } from './telling/parts.ts';
import type { Planned, Telling } from './telling/telling.ts';
import type { TextDetection } from './text-detection.ts';
import type { Watchlist } from './watchlist.ts';

export interface ScanParts {
  readonly store: ResultStore;
  readonly channels: readonly NotifiedChannel[];
  readonly telling: Pick<Telling, 'plan' | 'tell'>;
  readonly clock: Clock;
  readonly detector: TextDetector;
  readonly watchlists: WatchlistSource;
  readonly ids: Ids;
  /**
   * Where events come late: what has no version id is looked at again after it was read, because an engine that fetches by
   * address reads whatever is there. Absent where every source reads the content that was described.
   */
  readonly images?: CurrentImages;
  /** How long a claim is leased, milliseconds: longer than the slowest page takes, or two processes scan one image. */
  readonly leaseMs: number;
}

/** What rules make of what was read. */
type Conclusion = (watchlist: Watchlist) => ScanOutcome;

/** Each time the same content was uploaded again meanwhile. */
const MAX_READS = 3;
/** Of its lease: early enough for a page that takes as long as all before it. */
const RENEWED_AFTER = 0.25;

/** `when-reading-changed`: another detector, or another version of it, would read the image now. */
export type Again = 'when-rules-changed' | 'when-reading-changed' | 'always';

export interface ScanRequest {
  readonly upload: Upload;
  readonly image: ImageSource;
  /** When to scan a version again that has a final status. Default: never. */
  readonly again?: Again | readonly Again[];
  /** The process that has claimed the image is dead. */
  readonly takeOver?: boolean;
  /** What was stored of this version before another was claimed that is not there: told and read already. */
  readonly known?: Result | undefined;
  /** There will be no retry, so a failure is announced. */
  readonly lastAttempt?: boolean;
  /** The run that this scan is a part of: people hear of it at its end. */
  readonly run?: RunMark | undefined;
}

export type ScanReport =
  | {
      readonly kind: 'scanned' | 'known' | 'stale';
      readonly result: Result;
      /** Channels that could not be told of it. They will be: it is in the outbox. */
      readonly untold: readonly Untold[];
    }
  /** Another process is scanning this version: deliver again after `leaseUntil`. */
  | { readonly kind: 'busy'; readonly leaseUntil: number }
  /**
   * This version is gone, but another image is there: scan that in its place. Nothing was stored, and the claim lasts; what was
   * stored before it is `previous`.
   */
  | {
      readonly kind: 'replaced';
      readonly current: CurrentImage;
      readonly previous: Result | undefined;
    };

/**
 * Takes one upload from the claim to the channels that are to be told:
 *
 *     claim → detect → match → commit result and deliveries → record history → tell
 *
 * The process may die at any arrow:
 *
 *     before commit    the claim expires; the next delivery detects again (paid twice)
 *     after commit     the sweeper records the history and tells; see `Telling`
 *
 * Failures are thrown, and the image becomes FAILED if this scan held the claim. Without rules nothing is claimed before the
 * last attempt, which leaves the image FAILED. `busy` is no failure, and neither is a channel that could not be told.
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
    if (isRefused(claim) && this.#isWanted(claim.result, request.upload, watchlist, again)) {
      asked = asStored(request, claim.result);
      claim = await this.#claim(asked, owner, true);
    }
    if (claim.kind === 'busy') return claim;
    if (claim.kind === 'claimed') return this.#scan(asked, owner, previousOf(asked, claim));
    return this.#settle(claim.kind === 'done' ? 'known' : 'stale', claim.result);
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

  #claim(
    { upload, takeOver = false }: ScanRequest,
    owner: string,
    redo: boolean,
  ): Promise<ClaimOutcome> {
    const now = this.#parts.clock();
    const leaseUntil = now + this.#parts.leaseMs;
    return this.#parts.store.claim(upload, { owner, now, leaseUntil, redo, takeOver });
  }

  /** Whether to scan all the same what the stored result keeps from being claimed. */
  #isWanted(
    result: Result,
    upload: Upload,
    { version }: Watchlist,
    again: ReadonlySet<Again>,
  ): boolean {
    const { watchlistVersion, readBy, status } = result;
    const isStored = result.version === upload.version;
    if (!isStored) return false;
    // However old the event is: nobody else may come to finish what another process left.
    if (!isFinal(status)) return true;
    const wasMatched = watchlistVersion !== undefined;
    if (again.has('when-rules-changed') && wasMatched && watchlistVersion !== version) return true;
    const isReadDifferently = status !== 'GONE' && readBy !== this.#parts.detector.identity;
    return again.has('when-reading-changed') && isReadDifferently;
  }

  async #scan(
    request: ScanRequest,
    owner: string,
    previous: Result | undefined,
  ): Promise<ScanReport> {
    const { channels, ids, telling, clock, watchlists } = this.#parts;
    const { upload, run } = request;
    const notified = announcedBefore(upload, previous);
    let outcome: ScanOutcome;
    let watchlist: Watchlist;
    try {
      const conclusion = await this.#read(request, owner);
      // Not those of the beginning: reading takes long, and a replay of newer rules may have passed meanwhile.
      watchlist = await watchlists.current();
      outcome = conclusion(watchlist);
      const current = outcome.status === 'GONE' && (await this.#find(upload));
      if (current) return { kind: 'replaced', current, previous };
    } catch (error) {
      if (hasErrorCode(error, 'claim-lost')) return this.#explainRefusal(upload, error);
      throw await this.#giveUp(request, owner, notified, error);
    }
    const { notifications, ...news } = announce(upload, outcome, notified, channels, ids);
    const planned = telling.plan(notifications, watchlist, run);
    const { deliveries } = planned;
    const commit = { outcome, ...news, deliveries, now: clock() };
    let result: Result;
    try {
      result = await this.#parts.store.commit(imageIdOf(upload.address), owner, commit);
    } catch (error) {
      return this.#explainRefusal(upload, error);
    }
    return this.#settle('scanned', result, planned);
  }

  async #read(request: ScanRequest, owner: string): Promise<Conclusion> {
    try {
      return await this.#readUnchanged(request, owner);
    } catch (error) {
      if (hasErrorCode(error, 'image-gone')) return () => unreadable('GONE', error);
      throw error;
    }
  }

  async #detect({ upload, image, known }: ScanRequest, owner: string): Promise<Conclusion> {
    const { detector } = this.#parts;
    const readBy = detector.identity;
    if (known?.version === upload.version && known.readBy === readBy && isConcluded(known)) {
      return (watchlist) => concludeAgain(known, watchlist);
    }
    let detection: TextDetection;
    try {
      detection = await detector.detectText(image, this.#renewal(upload, owner));
    } catch (error) {
      if (!hasErrorCode(error, 'image-unsupported')) throw error;
      return () => ({ ...unreadable('UNSUPPORTED', error), readBy });
    }
    return (watchlist) => ({ ...conclude(upload, detection, watchlist), readBy });
  }

  /**
   * What was read may be what replaced this upload, whose version is an ETag, or unknown if it is the sequencer. An ETag comes back
   * when the same is uploaded again: then something else may have been there in between, and it is read again.
   */
  async #readUnchanged(request: ScanRequest, owner: string): Promise<Conclusion> {
    const { address, version, sequencer, uploadedAt } = request.upload;
    const isExact = address.versionId !== undefined || version === sequencer;
    let since = uploadedAt;
    for (let reads = 0; reads < MAX_READS; reads += 1) {
      const conclusion = await this.#detect(request, owner);
      if (!this.#parts.images || isExact) return conclusion;
      const current = await this.#find(request.upload);
      if (current?.version !== version) {
        const message = 'The image was overwritten or removed while it was read.';
        throw new GlyphwatchError('image-gone', message);
      }
      if (current.uploadedAt <= since) return conclusion;
      since = current.uploadedAt;
    }
    const message = 'The same image is uploaded again and again. Try again later.';
    throw new GlyphwatchError('source-unavailable', message);
  }

  async #find({ address }: Upload): Promise<CurrentImage | undefined> {
    return this.#parts.images?.find(address);
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
    { upload, lastAttempt, run }: ScanRequest,
    owner: string,
    before: readonly string[],
    error: unknown,
  ): Promise<unknown> {
    const { store, channels, clock, ids, telling } = this.#parts;
    const imageId = imageIdOf(upload.address);
    const reason = firstLineOf(messageForUsers(error));
    const { notifications, notified } = lastAttempt
      ? announceFailure(upload, reason, before, channels, ids)
      : { notifications: [], notified: before };
    const planned = telling.plan(notifications, {}, run);
    const { deliveries } = planned;
    try {
      const failure = { deliveries, notified, reason, now: clock() };
      if (await store.fail(imageId, owner, failure)) await telling.tell(planned);
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
    const result = await this.#stored(imageIdOf(upload.address));
    const isNewer = compareSequencers(result.sequencer, upload.sequencer) > 0;
    if (isNewer) return this.#settle('stale', result);
    const { leaseUntil } = result;
    if (leaseUntil !== undefined) return { kind: 'busy', leaseUntil };
    if (result.status === 'FAILED') throw error;
    return this.#settle('known', result);
  }

  /** Records what is unrecorded, and tells what was just added. */
  async #settle(
    kind: 'scanned' | 'known' | 'stale',
    known: Result,
    planned?: Planned,
  ): Promise<ScanReport> {
    const { store, telling } = this.#parts;
    const [untold = []] = await allOf([
      planned ? telling.tell(planned) : Promise.resolve([]),
      recordHistory(store, known).then((): readonly Untold[] => []),
    ]);
    return { kind, result: { ...known, unrecorded: [] }, untold };
  }

  async #stored(imageId: string): Promise<Result> {
    const result = await this.#parts.store.find(imageId);
    if (result) return result;
    throw new GlyphwatchError(
      'store-unavailable',
      'The store cannot find a result that it has just accepted. Scan the image again.',
    );
  }
}

function isRefused(
  claim: ClaimOutcome,
): claim is Extract<ClaimOutcome, { kind: 'done' | 'stale' }> {
  return claim.kind === 'done' || claim.kind === 'stale';
}

/** Read again in the place of the upload that is stored: the events of a backfill are older than the real ones. */
function asStored({ upload, ...request }: ScanRequest, stored: Result): ScanRequest {
  const { sequencer, uploadedAt } = stored;
  return { ...request, upload: { ...upload, sequencer, uploadedAt } };
}

/** Of a rule file, the further lines are its mistakes: they are for its authors, who find them in the log. */
function firstLineOf(message: string): string {
  return message.replace(/:?\n.*/s, '.');
}

/** The same version is better known to the store than to the request. */
function previousOf(
  { upload, known }: ScanRequest,
  { previous }: Extract<ClaimOutcome, { kind: 'claimed' }>,
): Result | undefined {
  return previous?.version === upload.version ? previous : (known ?? previous);
}

function unreadable(status: 'UNSUPPORTED' | 'GONE', error: unknown): ScanOutcome {
  return { status, reason: messageForUsers(error), ruleMatches: [], nearMisses: [] };
}
