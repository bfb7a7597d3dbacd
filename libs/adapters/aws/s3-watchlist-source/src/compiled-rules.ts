import type { CompiledWatchlist } from '@glyphwatch/watchlist';
import type { CompiledFile, SourceFile } from '@glyphwatch/watchlist/compiled';
import { namedKey } from './named-key.ts';
import type { RuleText, Wanted } from './rule-text.ts';

export interface CompiledObject {
  readonly key: string;
  readonly read: (key: string) => Promise<Uint8Array | undefined>;
  readonly onProblem: (problem: string) => void;
  readonly onOutdated: (notice: string) => void;
}

/**
 * Rules that were compiled when they were deployed, which takes seconds for a hundred thousand. They count only for the very
 * files that they were compiled from; whatever else happens to them, the rules are compiled anew.
 */
export class CompiledRules {
  readonly #root: string;
  readonly #object: CompiledObject | undefined;
  #file: Promise<CompiledFile | undefined> | undefined;

  /** `root`: the key of the rule file. */
  constructor(root: string, object: CompiledObject | undefined) {
    this.#root = root;
    this.#object = object;
  }

  /** Begins to fetch them, at the same time as the rule file; once, because they do not change without it. */
  fetch(): void {
    this.#file ??= this.#fetch();
  }

  /** What a file names, known without parsing it if these rules were compiled from it: the rule file has all of them. */
  async namedBy(key: string, sha256: string | undefined): Promise<Wanted[] | undefined> {
    const keys = this.#keys((await this.#file)?.files ?? []);
    if (sha256 === undefined || keys.get(key) !== sha256) return undefined;
    if (key !== this.#root) return [];
    return [...keys.keys()].map((each) => ({ key: each, isList: false }));
  }

  /** The SHA-256 of each file, by key. */
  #keys(files: readonly SourceFile[]): ReadonlyMap<string, string> {
    return new Map(
      files.map(({ path, sha256 }, index) => [
        index === 0 ? this.#root : namedKey(path, this.#root),
        sha256,
      ]),
    );
  }

  /** Nothing if they were compiled from other files. */
  async from(
    objects: ReadonlyMap<string, RuleText | undefined>,
    circumstances: (isSensitive: boolean) => Promise<Parameters<CompiledFile['open']>[0]>,
  ): Promise<CompiledWatchlist | undefined> {
    const file = await this.#file;
    // Used or not: rules that changed since are compiled from now on.
    this.#file = Promise.resolve(undefined);
    if (!file) return undefined;
    const keys = this.#keys(file.files);
    const isOfThese = [...keys].every(([key, sha256]) => objects.get(key)?.sha256 === sha256);
    if (!isOfThese || keys.size !== objects.size) return undefined;
    const watchlist = file.open(await circumstances(file.isSensitive));
    if (!watchlist) this.#refuse('is damaged');
    return watchlist;
  }

  async #fetch(): Promise<CompiledFile | undefined> {
    if (!this.#object) return undefined;
    try {
      const bytes = await this.#object.read(this.#object.key);
      if (!bytes) return undefined;
      const { readCompiled } = await import('./compiled-engine.ts');
      const file = readCompiled(bytes);
      if (!('refused' in file)) return file;
      this.#refuse(file.refused, file.isOutdated);
    } catch {
      this.#refuse('cannot be read');
    }
    return undefined;
  }

  #refuse(why: string, isOutdated = false): void {
    if (!this.#object) return;
    const { key, onOutdated, onProblem } = this.#object;
    const name = JSON.stringify(key);
    const say = isOutdated ? onOutdated : onProblem;
    say(
      `The compiled rules ${name}: the object ${why}. The rules are compiled anew, at each start; deploy them again.`,
    );
  }
}
