import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
const ENDING = '.webp';
/** How much of the bound is left after old ones were removed. */
const KEPT_SHARE = 0.8;

/** Pictures in a folder, the oldest of which are removed when there are too many bytes. All of it can be made again. */
export class KeptViews {
  readonly #folder: string;
  readonly #maxBytes: number;
  /** Of files, as far as this process knows. */
  #bytes: Promise<number> | undefined;

  constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  async find(name: string): Promise<Uint8Array | undefined> {
    return readFile(join(this.#folder, name + ENDING)).catch(unlessMissing);
  }

  /** Another process may keep the same at the same time. */
  async keep(name: string, bytes: Uint8Array): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
    // By the same beginning, so that what a killed process left is found, too.
    const beside = join(this.#folder, `${name}.${randomUUID()}`);
    await writeFile(beside, bytes, { mode: OWNER_ONLY });
    await rename(beside, join(this.#folder, name + ENDING));
    this.#bytes ??= this.#files().then((files) => sum(files));
    this.#bytes = this.#bytes.then((all) => all + bytes.length);
    if ((await this.#bytes) > this.#maxBytes) await this.#removeOldest();
  }

  async #removeOldest(): Promise<void> {
    const files = (await this.#files()).sort((a, b) => a.at - b.at);
    let left = sum(files);
    for (const { path, bytes } of files) {
      if (left <= this.#maxBytes * KEPT_SHARE) break;
      await rm(path, { force: true });
      left -= bytes;
    }
    this.#bytes = Promise.resolve(left);
  }

  async #files() {
    const names = await readdir(this.#folder);
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        const found = await stat(path).catch(unlessMissing);
        return found?.isFile() ? [{ path, bytes: found.size, at: found.mtimeMs }] : [];
      }),
    );
    return files.flat();
  }
}

function sum(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((all, { bytes }) => all + bytes, 0);
}

function unlessMissing(error: unknown): undefined {
  if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
  throw error;
}
