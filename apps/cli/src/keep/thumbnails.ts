import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** SHA-256; whatever else lies there is not ours. */
const HASH = /^[0-9a-f]{64}/;

/** Small pictures beside the store, in files whose names begin with the hash of the image's content, in hexadecimal digits. */
export class Thumbnails {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Those of any content but these; resolves to how many. */
  removeOthers(contentHashes: ReadonlySet<string>): Promise<number> {
    return this.#removeIf(async (file) => hashIn(file) !== '' && !contentHashes.has(hashIn(file)));
  }

  /** Those that were last written before `before`, milliseconds since 1970, but for some contents; resolves to how many. */
  removeOlder(before: number, kept: ReadonlySet<string>): Promise<number> {
    return this.#removeIf(async (file) => {
      if (kept.has(hashIn(file))) return false;
      return ((await stat(file).catch(ignoreMissing))?.mtimeMs ?? Infinity) < before;
    });
  }

  async #removeIf(isDoomed: (file: string) => Promise<boolean>): Promise<number> {
    let removed = 0;
    for (const file of await this.#files()) {
      if (!(await isDoomed(file))) continue;
      await rm(file, { force: true });
      removed += 1;
    }
    return removed;
  }

  async #files(): Promise<string[]> {
    const options = { recursive: true, withFileTypes: true } as const;
    const entries = (await readdir(this.#folder, options).catch(ignoreMissing)) ?? [];
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  }
}

/** Empty for a file that is named otherwise. */
function hashIn(file: string): string {
  return HASH.exec(basename(file))?.[0] ?? '';
}

/** No folder: nothing was ever kept. A file: another process was faster. */
function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
