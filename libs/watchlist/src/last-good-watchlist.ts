import { GlyphwatchError, type Watchlist } from '@glyphwatch/domain';

/**
 * The last good rules of a `WatchlistSource`. A later failure leaves them in force and is reported once; only before the
 * first good rules does `current` throw it.
 */
export class LastGoodWatchlist {
  readonly #onProblem: (problem: string) => void;
  #watchlist: Watchlist | undefined;
  #failure: GlyphwatchError | undefined;

  constructor(onProblem: (problem: string) => void) {
    this.#onProblem = onProblem;
  }

  get exists(): boolean {
    return this.#watchlist !== undefined;
  }

  accept(watchlist: Watchlist): void {
    this.#watchlist = watchlist;
    this.#failure = undefined;
  }

  reject(failure: GlyphwatchError): void {
    const isNew = this.#failure?.message !== failure.message;
    this.#failure = failure;
    if (this.exists && isNew) {
      this.#onProblem(`${failure.message}\nThe last good rules stay in force.`);
    }
  }

  current(): Watchlist {
    if (this.#watchlist) return this.#watchlist;
    throw this.#failure ?? new GlyphwatchError('watchlist-unavailable', 'No rules loaded yet.');
  }
}
