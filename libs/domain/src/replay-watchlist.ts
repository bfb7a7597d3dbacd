import { announce, announcedBefore, type News } from './announce.ts';
import { conclude, concludeAgain, isConcluded } from './conclude.ts';
import { hasErrorCode } from './errors.ts';
import { type Forecast, ForecastTally, foundTheSame } from './forecast.ts';
import type { Upload } from './image.ts';
import type { Clock, Ids, ResultStore, UploadPeriod } from './ports.ts';
import { recordHistory } from './record-history.ts';
import type { Result, ScanOutcome } from './result.ts';
import { isFinal } from './status.ts';
import type { RunMark } from './telling/delivery.ts';
import type { NotifiedChannel, Untold } from './telling/parts.ts';
import type { Telling } from './telling/telling.ts';
import type { TextDetection } from './text-detection.ts';
import type { Watchlist } from './watchlist.ts';

export interface ReplayParts {
  readonly store: ResultStore;
  readonly channels: readonly NotifiedChannel[];
  readonly telling: Pick<Telling, 'plan' | 'tell' | 'finish'>;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
  readonly ids: Ids;
  /** The lease of a claim, milliseconds. */
  readonly leaseMs: number;
}

export interface Selection extends UploadPeriod {
  /** Stops after the current image once `aborted`. */
  readonly signal?: { readonly aborted: boolean };
  /** How many images the period has, if the store can count them. */
  readonly onTotal?: (images: number) => void;
  /** An image of the period was dealt with. */
  readonly onImage?: () => void;
}

export interface Replay extends Selection {
  /** Waits for this many images that other processes are reading. */
  readonly onWaiting?: (images: number) => void;
  /** Tells about new matches, people in one summary; otherwise they count as announced. */
  readonly notify?: RunMark;
}

export interface ReplayReport extends Forecast {
  /** Results that were rewritten. */
  readonly written: number;
  /** Images that others were reading when the replay was stopped, or had not read when they died: scan them again. */
  readonly overtaken: readonly string[];
  /** Channels that could not be told: the sweeper tries again. */
  readonly untold: readonly Untold[];
}

type ReadResult = Result & { readonly detection: TextDetection };

/** What one replay has done so far. */
interface Run extends Pick<Replay, 'signal'> {
  readonly notify: RunMark | undefined;
  readonly onWaiting: (images: number) => void;
  readonly watchlist: Watchlist;
  readonly startedAt: number;
  readonly tally: ForecastTally;
  /** When an image last changed, as it was seen; only of those that may change meanwhile. */
  readonly seen: Map<string, number>;
  /** Images that other processes are reading. */
  readonly waiting: Set<string>;
  readonly overtaken: string[];
  readonly untold: Untold[];
  written: number;
}

const PAGE = 100;
/** Between two looks at what others are reading. */
const POLL_MS = 1000;
/** `since` means upload times, the list has times of this machine's clock, which may be behind by this much. */
const CLOCK_SKEW_MS = 3_600_000;

/**
 * Matches stored text against other rules, without detecting: as a forecast, or for good.
 *
 * It walks from the newest change to the oldest. Anything written meanwhile, by this replay or by a scan, moves to the
 * front, behind the walk, so no image comes twice. Results in which the rules find the same as before are left alone, unless a
 * process died while redoing them.
 *
 *     claim (redo) → match → commit result and deliveries → record history → tell
 *
 * A scan that had matched by older rules when the replay began may commit after the walk has passed. So the replay comes back:
 * to what has changed since, and to what is being read, once that has ended. A claim that has expired is taken away, because its
 * process may only be asleep. Afterwards every image of the period is matched by the rules in force, or not read yet.
 *
 * A crash before the commit leaves the text and a claim that expires: replay again. After the commit, the sweeper
 * finishes what is left.
 */
export class ReplayWatchlist {
  readonly #parts: ReplayParts;

  constructor(parts: ReplayParts) {
    this.#parts = parts;
  }

  async forecast(watchlist: Watchlist, selection: Selection = {}): Promise<Forecast> {
    const tally = new ForecastTally();
    for await (const result of this.#walk(selection)) this.#compare(result, watchlist, tally);
    return tally.forecast();
  }

  /** Writes what the watchlist finds. Fails only when the store does; then replay again. */
  async replay(
    watchlist: Watchlist,
    { notify, onWaiting = () => undefined, ...selection }: Replay = {},
  ): Promise<ReplayReport> {
    const run: Run = {
      ...{ ...selection, notify, onWaiting, watchlist, startedAt: this.#parts.clock() },
      ...{ tally: new ForecastTally(), seen: new Map(), waiting: new Set() },
      ...{ overtaken: [], untold: [], written: 0 },
    };
    for await (const result of this.#walk(selection)) await this.#visit(result, run);
    await this.#visitChanged(selection, run);
    await this.#comeBack(run);
    const { tally, written, untold } = run;
    const overtaken = [...run.overtaken, ...run.waiting];
    if (notify) untold.push(...(await this.#parts.telling.finish()));
    return { ...tally.forecast(), written, overtaken, untold };
  }

  async #visitChanged({ since, until, signal }: Selection, run: Run): Promise<void> {
    const period = {
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    };
    for await (const result of this.#walk(
      { ...period, ...(signal ? { signal } : {}) },
      run.startedAt,
    )) {
      const isSeen = run.seen.get(result.imageId) === result.updatedAt;
      const isMatched = isFinal(result.status) && result.watchlistVersion === run.watchlist.version;
      if (!isSeen && !isMatched) await this.#visit(result, run);
    }
  }

  async #comeBack(run: Run): Promise<void> {
    const { store, pause } = this.#parts;
    let told = 0;
    while (run.waiting.size > 0 && !run.signal?.aborted) {
      if (run.waiting.size !== told) run.onWaiting(run.waiting.size);
      told = run.waiting.size;
      await pause(POLL_MS);
      for (const imageId of [...run.waiting]) {
        const result = await store.find(imageId);
        if (run.signal?.aborted) return;
        run.waiting.delete(imageId);
        if (result) await this.#visit(result, run);
      }
    }
  }

  async #visit(result: Result, run: Run): Promise<void> {
    const { imageId, updatedAt, leaseUntil } = result;
    const { watchlist, notify, seen, waiting, tally, untold } = run;
    if (leaseUntil !== undefined) {
      if (leaseUntil > this.#parts.clock()) return void waiting.add(imageId);
      if (!wasRead(result) && !(await this.#takeAway(result))) return void waiting.add(imageId);
    }
    const isNew = !seen.has(imageId);
    if (updatedAt >= run.startedAt - CLOCK_SKEW_MS) seen.set(imageId, updatedAt);
    if (!this.#compare(result, watchlist, isNew ? tally : new ForecastTally())) {
      if (leaseUntil !== undefined) run.overtaken.push(imageId);
      return;
    }
    const failures = await this.#write(result, watchlist, notify);
    if (failures) run.written += 1;
    else waiting.add(imageId);
    seen.set(imageId, updatedAt);
    untold.push(...(failures ?? []));
  }

  /** So that its owner, if it lives, cannot commit: it has to claim again, and matches by the rules in force. */
  async #takeAway(result: Result): Promise<boolean> {
    const { store, clock, ids } = this.#parts;
    const now = clock();
    // No redo: what has been concluded meanwhile stays concluded.
    const claim = { owner: ids.owner(), now, leaseUntil: now };
    return (await store.claim(uploadOf(result), claim)).kind === 'claimed';
  }

  /** Only what has changed since `changedSince`, by any clock. */
  async *#walk(selection: Selection, changedSince?: number): AsyncGenerator<Result> {
    await this.#count(selection);
    const { since, until = Infinity, signal, onImage } = selection;
    const oldest = Math.max(since ?? -Infinity, changedSince ?? -Infinity);
    const from = oldest === -Infinity ? {} : { since: oldest - CLOCK_SKEW_MS };
    let cursor: string | undefined;
    do {
      const page = await this.#parts.store.list({
        ...from,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const result of page.items) {
        if (signal?.aborted) return;
        const { uploadedAt } = result;
        if (uploadedAt < (since ?? -Infinity) || uploadedAt > until) continue;
        yield result;
        onImage?.();
      }
      ({ cursor } = page);
    } while (cursor !== undefined);
  }

  async #count({ since, until, onTotal }: Selection): Promise<void> {
    const period = {
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    };
    const images = onTotal && (await this.#parts.store.count(period));
    if (images !== undefined) onTotal?.(images);
  }

  /** Whether there is something to write: different matches, or a redo that was left unfinished. */
  #compare(result: Result, watchlist: Watchlist, tally: ForecastTally): boolean {
    if (!wasRead(result)) {
      tally.addUnread();
      return false;
    }
    const outcome = conclude(result, result.detection, watchlist);
    const { notifications } = this.#announce(result, outcome, result, true);
    const alerting = notifications.flatMap(({ rules }) => rules.map(({ ruleId }) => ruleId));
    tally.add(result, outcome, new Set(alerting));
    return !isFinal(result.status) || !foundTheSame(result, outcome);
  }

  /** Channels that could not be told; `undefined` when another process has claimed the image. */
  async #write(
    known: Result,
    watchlist: Watchlist,
    notify: RunMark | undefined,
  ): Promise<readonly Untold[] | undefined> {
    const { store, clock, ids, leaseMs, telling } = this.#parts;
    const { imageId } = known;
    const upload = uploadOf(known);
    const owner = ids.owner();
    const now = clock();
    const claim = await store.claim(upload, { owner, now, leaseUntil: now + leaseMs, redo: true });
    if (claim.kind !== 'claimed' || !claim.previous || !isConcluded(claim.previous)) {
      return undefined;
    }
    const outcome = concludeAgain(claim.previous, watchlist);
    const announced = this.#announce(upload, outcome, claim.previous, notify !== undefined);
    const { notifications, ...news } = announced;
    const planned = telling.plan(notifications, watchlist, notify);
    const { deliveries } = planned;
    let result: Result;
    try {
      result = await store.commit(imageId, owner, { outcome, ...news, deliveries, now: clock() });
    } catch (error) {
      if (hasErrorCode(error, 'claim-lost')) return undefined;
      throw error;
    }
    await recordHistory(store, result);
    return telling.tell(planned);
  }

  /** Announces only matches: that the image was read has been announced before. */
  #announce(upload: Upload, outcome: ScanOutcome, before: Result, notify: boolean): News {
    const { channels, ids } = this.#parts;
    const notified = announcedBefore(upload, before);
    if (outcome.ruleMatches.length === 0) return { notifications: [], records: [], notified };
    const news = announce(upload, outcome, notified, channels, ids);
    return notify ? news : { ...news, notifications: [] };
  }
}

function wasRead(result: Result): result is ReadResult {
  return result.detection !== undefined;
}

function uploadOf({ address, version, sequencer, uploadedAt, size }: Result): Upload {
  const upload = { address, version, sequencer, uploadedAt };
  return size === undefined ? upload : { ...upload, size };
}
