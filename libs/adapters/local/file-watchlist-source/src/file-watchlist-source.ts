import { normalize } from 'node:path';
import { escapeControls, formatPath, formatProblems } from '@glyphwatch/document-reader';
import { GlyphwatchError, type Watchlist, type WatchlistSource } from '@glyphwatch/domain';
import { compileWatchlist, parseRuleFile, type RuleFileOptions } from '@glyphwatch/watchlist';
import { codeOf, RuleFolder, TOO_BIG } from '@glyphwatch/watchlist/disk';
import { LastGoodWatchlist } from '@glyphwatch/watchlist/last-good';
export interface FileWatchlistSourceOptions extends Pick<
  RuleFileOptions,
  'channels' | 'alsoRefuse' | 'alsoWarn'
> {
  /** Called once for each rejected change, and for each warning of `alsoWarn`, with a message for people. */
  readonly onProblem: (problem: string) => void;
  /** Key for the hashes of sensitive matches. */
  readonly hashKey?: string;
  /** Of quiet hours that name no time zone; default: this machine's. */
  readonly zone?: string;
}

/**
 * The rules in a file, the files it extends and word lists. Each call checks the files' metadata and reloads only what
 * changed. A file caught half-written by an editor that writes in place is rejected, and the next call loads the rest.
 */
export class FileWatchlistSource implements WatchlistSource {
  readonly #path: string;
  readonly #options: FileWatchlistSourceOptions;
  readonly #rules: LastGoodWatchlist;
  #files: RuleFolder | undefined;
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
    if (!this.#files || (await this.#files.hasChanged())) this.#load();
    return this.#rules.current();
  }

  #load(): void {
    const files = new RuleFolder(this.#path);
    const before = this.#files;
    try {
      const text = files.readRoot();
      this.#files = files;
      if (!before || !files.saysTheSameAs(before)) this.#compile(text, files);
    } catch (error) {
      this.#files = undefined;
      this.#rules.reject(unavailable(this.#path, error));
    }
  }

  #compile(text: string, { readNamed }: RuleFolder): void {
    const { hashKey, zone, channels, alsoRefuse, alsoWarn, onProblem } = this.#options;
    const { ruleSet, errors } = parseRuleFile(text, {
      name: this.#path,
      readNamed,
      ...(channels ? { channels } : {}),
      ...(alsoRefuse ? { alsoRefuse } : {}),
    });
    if (!ruleSet) return this.#rules.reject(invalid(formatProblems(errors)));
    for (const { ruleId, path, message } of alsoWarn?.(ruleSet) ?? []) {
      onProblem(escapeControls(`rule ${ruleId}: ${formatPath(path)}: ${message}`));
    }
    this.#rules.accept(
      compileWatchlist(ruleSet, {
        ...(hashKey === undefined ? {} : { hashKey }),
        ...(zone === undefined ? {} : { zone }),
      }),
    );
  }
}

function invalid(problems: string): GlyphwatchError {
  return new GlyphwatchError('watchlist-invalid', `Correct the rule file:\n${problems}`);
}

function unavailable(path: string, cause?: unknown): GlyphwatchError {
  const code = codeOf(cause);
  const reason = code === 'ENOENT' ? 'no such file' : code === TOO_BIG ? 'too large' : code;
  return new GlyphwatchError(
    'watchlist-unavailable',
    `Cannot read the rule file ${JSON.stringify(path)} (${reason}). Name another, or create one with "glyphwatch init".`,
    { cause },
  );
}
