import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { ReadNamed } from '../file/named-file.ts';
import { type FileState, hasChanged, stateOf } from './file-state.ts';
import { codeOf, MAX_BYTES, NOT_A_FILE, readText, TOO_BIG } from './read-text.ts';

interface Known {
  readonly state: FileState;
  /** Neither for a missing file. */
  readonly text?: string;
  readonly refused?: string;
}

/**
 * A rule file on disk and the files that it names, each read once. Whoever runs the command chose the rule file, so it may be
 * anything, even a pipe; what it names may only be a regular file below its folder, links followed.
 */
export class RuleFolder {
  readonly #root: string;
  readonly #cwd: string;
  readonly #known = new Map<string, Known>();

  /** Relative paths start at `cwd`. */
  constructor(root: string, cwd: string = process.cwd()) {
    this.#root = resolve(cwd, root);
    this.#cwd = cwd;
  }

  /** Fails with the system's error, or with the code `EFBIG` beyond 64 MB. */
  readRoot(): string {
    const state = stateOf(this.#root);
    const text = readText(this.#root, { regular: false });
    this.#known.set(this.#root, { state, text });
    return text;
  }

  readonly readNamed: ReadNamed = (path, from) => {
    const name = isAbsolute(path) ? path : join(dirname(from), path);
    const { text, refused } = this.#read(resolve(this.#cwd, name));
    if (refused !== undefined) return { refused };
    return text === undefined ? undefined : { name, text };
  };

  /** Every file that was read, by absolute path. */
  get texts(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#known].flatMap(([path, { text }]) => (text === undefined ? [] : [[path, text]])),
    );
  }

  /** Whether one of the files was written since it was read, or may have been. */
  async hasChanged(): Promise<boolean> {
    const changes = [...this.#known].map(([path, { state }]) => hasChanged(path, state));
    return (await Promise.all(changes)).includes(true);
  }

  /** Whether every file that `earlier` read still says the same. */
  saysTheSameAs(earlier: RuleFolder): boolean {
    return [...earlier.#known].every(([path, { text, refused }]) => {
      const now = this.#read(path);
      return now.text === text && now.refused === refused;
    });
  }

  #read(path: string): Known {
    const known = this.#known.get(path);
    if (known) return known;
    // Before reading, so that a write in between is noticed.
    const state = stateOf(path);
    const read = { state, ...readBelow(dirname(this.#root), path) };
    this.#known.set(path, read);
    return read;
  }
}

function readBelow(folder: string, path: string): Omit<Known, 'state'> {
  if (!isBelow(folder, path)) return { refused: OUTSIDE };
  try {
    const real = realpathSync(path);
    if (!isBelow(realpathSync(folder), real)) return { refused: OUTSIDE };
    // Opening a device can already have an effect.
    if (!statSync(real).isFile()) return { refused: why(NOT_A_FILE) };
    return { text: readText(real, { regular: true }) };
  } catch (error) {
    const code = codeOf(error);
    return NOT_THERE.includes(code) ? {} : { refused: why(code) };
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const OUTSIDE = 'names a file outside the folder of the rules: move it there';
const NOT_THERE = ['ENOENT', 'ENOTDIR'];

function why(code: string): string {
  if (code === NOT_A_FILE) return 'names a folder, a pipe or a device: name a file';
  if (code === TOO_BIG) return `names a file of more than ${MAX_BYTES >> 20} MB: split it`;
  return `names a file that cannot be read (${code}): check its permissions`;
}
