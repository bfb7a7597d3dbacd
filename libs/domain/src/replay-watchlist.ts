import { announce, announcedBefore } from './announce.ts';
import { conclude } from './conclude.ts';
import { hasErrorCode } from './errors.ts';
import { type Forecast, ForecastTally, foundTheSame } from './forecast.ts';
import type { Upload } from './image.ts';
import type { Announcements, Ids } from './ports.ts';
import type { Result, ScanOutcome } from './result.ts';
import { isFinal } from './status.ts';
import { type SendingParts, trySending, type UnsentImage } from './send-pending.ts';
import type { TextDetection } from './text-detection.ts';
import type { Watchlist } from './watchlist.ts';

export interface ReplayParts extends SendingParts {
  readonly ids: Ids;
  /** How long a claim is leased, milliseconds. */
  readonly leaseMs: number;
}

export interface Selection {
  /** Uploaded in this period, milliseconds since 1970, both ends included. */
  readonly since?: number;
  readonly until?: number;
  /** Stops after the current image once `aborted`. */
  readonly signal?: { readonly aborted: boolean };
}

export interface Replay extends Selection {
  /** Notify about what matches now and did not before; otherwise it counts as announced. */
  readonly notify?: boolean;
}

export interface ReplayReport extends Forecast {
  /** Results that were written anew. */
  readonly written: number;
  /** Images that another process was working on; it uses the rules in force. */
  readonly overtaken: readonly string[];
  /** Written, but not yet told: the sweeper tries again. */
  readonly failures: readonly UnsentImage[];
}

type ReadResult = Result & { readonly detection: TextDetection };

const PAGE = 100;
/** `since` is compared with upload times, the list with times of this clock, which may be this much behind. */
const CLOCK_SKEW_MS = 3_600_000;

/**
 * Matches stored text again, without detecting: first as a forecast, then for good.
 *
 * It walks from the newest change to the oldest. Whatever is written during the walk, by this replay or by a scan, moves
 * to the front, behind the walk: no image comes twice, and what a scan concludes meanwhile was matched by the rules in
 * force. Results in which the rules find the same as before are left alone, unless a process died in the middle of
 * concluding them anew.
 *
 *     claim (redo) → match → commit result and pending notifications → record history → take → notify → clear
 *
 * A crash before the commit leaves the text in place and a claim that runs out: replay again. After the commit, the
 * sweeper finishes what a crash leaves.
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

  /** Writes what the watchlist finds. Fails only when the store does; replaying again continues from there. */
  async replay(
    watchlist: Watchlist,
    { notify = false, ...selection }: Replay = {},
  ): Promise<ReplayReport> {
    const tally = new ForecastTally();
    const overtaken: string[] = [];
    const failures: UnsentImage[] = [];
    let written = 0;
    for await (const result of this.#walk(selection)) {
      if (!this.#compare(result, watchlist, tally)) continue;
      if (await this.#write(result, watchlist, notify)) written += 1;
      else overtaken.push(result.imageId);
      const stored = await this.#parts.store.find(result.imageId);
      if (stored) failures.push(...(await trySending(this.#parts, stored)));
    }
    return { ...tally.forecast(), written, overtaken, failures };
  }

  async *#walk({ since, until = Infinity, signal }: Selection): AsyncGenerator<Result> {
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
        if (uploadedAt >= (since ?? -Infinity) && uploadedAt <= until) yield result;
      }
      ({ cursor } = page);
    } while (cursor !== undefined);
  }

  /** Whether there is something to write: other findings, or a redo that a process left unfinished. */
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

  /** `false` when another process has the image, or was faster. */
  async #write(known: Result, watchlist: Watchlist, notify: boolean): Promise<boolean> {
    const { store, clock, ids, leaseMs } = this.#parts;
    const { imageId } = known;
    const upload = uploadOf(known);
    const owner = ids.owner();
    const now = clock();
    const claim = await store.claim(upload, { owner, now, leaseUntil: now + leaseMs, redo: true });
    if (claim.kind !== 'claimed' || !claim.previous) return false;
    const outcome = outcomeOf(claim.previous, watchlist);
    const announcements = this.#announce(upload, outcome, claim.previous, notify);
    try {
      await store.commit(imageId, owner, { outcome, ...announcements, now: clock() });
      return true;
    } catch (error) {
      if (hasErrorCode(error, 'claim-lost')) return false;
      throw error;
    }
  }

  /** Only matches are news here: that the image was read was announced when it was. */
  #announce(upload: Upload, outcome: ScanOutcome, before: Result, notify: boolean): Announcements {
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

/** An image that was deleted after the walk saw it has lost its text, and stays deleted. */
function outcomeOf(result: Result, watchlist: Watchlist): ScanOutcome {
  if (wasRead(result)) return conclude(result, result.detection, watchlist);
  const { reason } = result;
  const gone = { status: 'GONE', ruleMatches: [], nearMisses: [] } as const;
  return reason === undefined ? gone : { ...gone, reason };
}

function uploadOf({ address, version, sequencer, uploadedAt, size }: Result): Upload {
  const upload = { address, version, sequencer, uploadedAt };
  return size === undefined ? upload : { ...upload, size };
}
