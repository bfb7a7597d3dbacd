import { announce, announcedBefore, type News } from './announce.ts';
import { conclude } from './conclude.ts';
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
  /** Tells about new matches, people in one summary; otherwise they count as announced. */
  readonly notify?: RunMark;
}

export interface ReplayReport extends Forecast {
  /** Results that were rewritten. */
  readonly written: number;
  /** Images that another process was scanning; it uses the rules in force. */
  readonly overtaken: readonly string[];
  /** Channels that could not be told: the sweeper tries again. */
  readonly untold: readonly Untold[];
}

type ReadResult = Result & { readonly detection: TextDetection };

const PAGE = 100;
/** `since` means upload times, the list has times of this machine's clock, which may be behind by this much. */
const CLOCK_SKEW_MS = 3_600_000;

/**
 * Matches stored text against other rules, without detecting: as a forecast, or for good.
 *
 * It walks from the newest change to the oldest. Anything written meanwhile, by this replay or by a scan, moves to the
 * front, behind the walk: no image comes twice, and a scan uses the rules in force anyway. Results in which the rules
 * find the same as before are left alone, unless a process died while redoing them.
 *
 *     claim (redo) → match → commit result and deliveries → record history → tell
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
  async replay(watchlist: Watchlist, { notify, ...selection }: Replay = {}): Promise<ReplayReport> {
    const tally = new ForecastTally();
    const overtaken: string[] = [];
    const untold: Untold[] = [];
    let written = 0;
    for await (const result of this.#walk(selection)) {
      if (!this.#compare(result, watchlist, tally)) continue;
      const failures = await this.#write(result, watchlist, notify);
      if (failures) written += 1;
      else overtaken.push(result.imageId);
      untold.push(...(failures ?? []));
    }
    if (notify) untold.push(...(await this.#parts.telling.finish()));
    return { ...tally.forecast(), written, overtaken, untold };
  }

  async *#walk(selection: Selection): AsyncGenerator<Result> {
    await this.#count(selection);
    const { since, until = Infinity, signal, onImage } = selection;
    const from = since === undefined ? {} : { since: since - CLOCK_SKEW_MS };
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
    if (claim.kind !== 'claimed' || !claim.previous) return undefined;
    const outcome = outcomeOf(claim.previous, watchlist);
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

/** An image that was deleted during the walk has no text, and stays GONE. */
function outcomeOf(result: Result, watchlist: Watchlist): ScanOutcome {
  const { reason, readBy } = result;
  if (wasRead(result)) {
    const outcome = conclude(result, result.detection, watchlist);
    return readBy === undefined ? outcome : { ...outcome, readBy };
  }
  const gone = { status: 'GONE', ruleMatches: [], nearMisses: [] } as const;
  return reason === undefined ? gone : { ...gone, reason };
}

function uploadOf({ address, version, sequencer, uploadedAt, size }: Result): Upload {
  const upload = { address, version, sequencer, uploadedAt };
  return size === undefined ? upload : { ...upload, size };
}
