import { normalize } from 'node:path';
import { GlyphwatchError, type Watchlist, type WatchlistSource } from '@glyphwatch/domain';
import { compileWatchlist, formatProblems, parseRuleFile } from '@glyphwatch/watchlist';
import { LastGoodWatchlist } from '@glyphwatch/watchlist/last-good';
import {
  extendedPath,
  lookAgain,
  takeSnapshot,
  codeOf,
  type Snapshot,
} from './rule-file-snapshot.ts';

export interface FileWatchlistSourceOptions {
  /** Told once for each change that could not be taken, in words for people. */
  readonly onProblem: (problem: string) => void;
  /** Key for the hashes of sensitive matches. */
  readonly hashKey?: string;
}

/**
 * The rules of a file and of those it extends. Each call looks at the files from outside; only what changed is read and
 * compiled again. Editors that save by writing in place may be caught half-way: what is no whole rule file is refused,
 * and the next look takes the rest.
 */
export class FileWatchlistSource implements WatchlistSource {
  readonly #path: string;
  readonly #options: FileWatchlistSourceOptions;
  readonly #rules: LastGoodWatchlist;
  #snapshot: Snapshot | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(path: string, options: FileWatchlistSourceOptions) {
    this.#path = normalize(path);
    this.#options = options;
    this.#rules = new LastGoodWatchlist(options.onProblem);
  }

  /** One look at a time; whoever asks later sees at least what was written before asking. */
  current(): Promise<Watchlist> {
    const look = this.#turn.then(() => this.#look());
    this.#turn = look.catch(() => undefined);
    return look;
  }

  async #look(): Promise<Watchlist> {
    if (await this.#hasChanged()) await this.#load();
    return this.#rules.current();
  }

  async #hasChanged(): Promise<boolean> {
    if (!this.#snapshot) return true;
    const { state, isFresh } = await lookAgain(this.#snapshot);
    return isFresh || state !== this.#snapshot.state;
  }

  async #load(): Promise<void> {
    let snapshot: Snapshot;
    try {
      snapshot = await takeSnapshot(this.#path);
    } catch (error) {
      this.#snapshot = undefined;
      return this.#rules.reject(unavailable(this.#path, error));
    }
    const before = this.#snapshot;
    this.#snapshot = snapshot;
    if (before && haveEqualTexts(before, snapshot)) return;
    this.#take(snapshot);
  }

  #take({ texts }: Snapshot): void {
    const { ruleSet, errors } = parseRuleFile(texts.get(this.#path) ?? '', {
      name: this.#path,
      readExtended: (path, from) => {
        const name = extendedPath(path, from);
        const text = texts.get(name);
        return text === undefined ? undefined : { name, text };
      },
    });
    if (!ruleSet) return this.#rules.reject(invalid(formatProblems(errors)));
    const { hashKey } = this.#options;
    this.#rules.accept(compileWatchlist(ruleSet, hashKey === undefined ? {} : { hashKey }));
  }
}

function invalid(problems: string): GlyphwatchError {
  return new GlyphwatchError('watchlist-invalid', `Correct the rule file:\n${problems}`);
}

function unavailable(path: string, cause?: unknown): GlyphwatchError {
  const reason = codeOf(cause) === 'ENOENT' ? 'there is none' : codeOf(cause);
  return new GlyphwatchError(
    'watchlist-unavailable',
    `Cannot read the rule file ${JSON.stringify(path)} (${reason}). Name another, or write one with "glyphwatch init".`,
    { cause },
  );
}

function haveEqualTexts(one: Snapshot, other: Snapshot): boolean {
  const { texts } = one;
  return (
    texts.size === other.texts.size &&
    [...other.texts].every(([path, text]) => texts.has(path) && texts.get(path) === text)
  );
}
