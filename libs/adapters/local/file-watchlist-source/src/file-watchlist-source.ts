import { normalize } from 'node:path';
import { formatProblems } from '@glyphwatch/document-reader';
import { GlyphwatchError, type Watchlist, type WatchlistSource } from '@glyphwatch/domain';
import { compileWatchlist, parseRuleFile } from '@glyphwatch/watchlist';
import { LastGoodWatchlist } from '@glyphwatch/watchlist/last-good';
import {
  extendedPath,
  readStates,
  takeSnapshot,
  codeOf,
  type Snapshot,
} from './rule-file-snapshot.ts';

export interface FileWatchlistSourceOptions {
  /** Called once for each rejected change, with a message for people. */
  readonly onProblem: (problem: string) => void;
  /** Key for the hashes of sensitive matches. */
  readonly hashKey?: string;
  /** The channels that rules may name; any if left out. */
  readonly channels?: readonly string[];
}

/**
 * The rules in a file and the files it extends. Each call checks the files' metadata and reloads only what changed. A
 * file caught half-written by an editor that writes in place is rejected, and the next call loads the rest.
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

  /** One check at a time; each caller sees everything written before its call. */
  current(): Promise<Watchlist> {
    const check = this.#turn.then(() => this.#check());
    this.#turn = check.catch(() => undefined);
    return check;
  }

  async #check(): Promise<Watchlist> {
    if (await this.#hasChanged()) await this.#load();
    return this.#rules.current();
  }

  async #hasChanged(): Promise<boolean> {
    if (!this.#snapshot) return true;
    const { state, isFresh } = await readStates(this.#snapshot);
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
    this.#compile(snapshot);
  }

  #compile({ texts }: Snapshot): void {
    const { hashKey, channels } = this.#options;
    const { ruleSet, errors } = parseRuleFile(texts.get(this.#path) ?? '', {
      name: this.#path,
      ...(channels ? { channels } : {}),
      readExtended: (path, from) => {
        const name = extendedPath(path, from);
        const text = texts.get(name);
        return text === undefined ? undefined : { name, text };
      },
    });
    if (!ruleSet) return this.#rules.reject(invalid(formatProblems(errors)));
    this.#rules.accept(compileWatchlist(ruleSet, hashKey === undefined ? {} : { hashKey }));
  }
}

function invalid(problems: string): GlyphwatchError {
  return new GlyphwatchError('watchlist-invalid', `Correct the rule file:\n${problems}`);
}

function unavailable(path: string, cause?: unknown): GlyphwatchError {
  const reason = codeOf(cause) === 'ENOENT' ? 'no such file' : codeOf(cause);
  return new GlyphwatchError(
    'watchlist-unavailable',
    `Cannot read the rule file ${JSON.stringify(path)} (${reason}). Name another, or create one with "glyphwatch init".`,
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
