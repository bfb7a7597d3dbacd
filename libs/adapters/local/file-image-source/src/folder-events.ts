import { lstatSync } from 'node:fs';
import { type FSWatcher, watch } from 'chokidar';
import { isBelow, isHidden } from './found-file.ts';
import { byPath } from './natural-order.ts';

export type WatchTrouble =
  /** The folder does not exist; images arrive again once it is back. */
  | { readonly kind: 'folder-gone' }
  | { readonly kind: 'folder-back' }
  /** Part of the folder cannot be watched: no permission. */
  | { readonly kind: 'not-watched'; readonly cause: unknown }
  /** The system does not report changes on a network share, and no more at its limit of watches: they are looked for. */
  | { readonly kind: 'polled'; readonly because: 'network-share' | 'watch-limit' };

export interface FolderEventHandlers {
  /** A file may have changed. `quietBefore`: see `Settling.check`. */
  readonly check: (path: string, quietBefore?: number) => Promise<void>;
  readonly removed: (path: string) => void;
  readonly trouble: (trouble: WatchTrouble) => void;
  /** Absent to follow links, else told of each, perhaps often. */
  readonly link?: (path: string) => void;
}

interface Pace {
  /** What is older was there before the watch. */
  readonly settleMs: number;
  /** Between two looks, where the system does not report changes. */
  readonly pollMs: number;
}

/** inotify: watches per user, and instances per user. */
const LIMITS: ReadonlySet<unknown> = new Set(['ENOSPC', 'EMFILE']);

/** Reports files in and below a folder that may have changed: existing ones first, in natural order. */
export class FolderEvents implements AsyncDisposable {
  readonly #root: string;
  readonly #on: FolderEventHandlers;
  readonly #pace: Pace;
  readonly #watchers: FSWatcher[] = [];
  #isPolling = false;
  #isThere = true;
  #wasSeen = false;

  constructor(root: string, on: FolderEventHandlers, pace: Pace) {
    this.#root = root;
    this.#on = on;
    this.#pace = pace;
  }

  start({ polling }: { readonly polling: boolean }): void {
    this.#isPolling = polling;
    const interval = this.#pace.pollMs;
    const watcher = watch(this.#root, {
      ...(polling ? { usePolling: true, interval, binaryInterval: interval } : {}),
      ignored: (path) => isBelow(path, this.#root) && (isHidden(path) || this.#isLink(path)),
    });
    this.#watchers.push(watcher);
    this.#reportFiles(watcher);
    this.#reportFolder(watcher);
    watcher.on('error', (cause) => this.#fail(cause));
  }

  #isLink(path: string): boolean {
    const { link } = this.#on;
    if (!link || !lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return false;
    link(path);
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#watchers.map((watcher) => watcher.close()));
  }

  #reportFiles(watcher: FSWatcher): void {
    const early = new Set<string>();
    let check = (path: string): void => void early.add(path);
    watcher.on('add', (path) => check(path));
    watcher.on('change', (path) => check(path));
    watcher.on('unlink', this.#on.removed);
    watcher.on('ready', async () => {
      const quietBefore = Date.now() - this.#pace.settleMs;
      for (const path of takeSorted(early)) await this.#on.check(path, quietBefore);
      // Images that arrived meanwhile come after the existing ones.
      check = (path) => void this.#on.check(path);
      early.forEach(check);
    });
  }

  #reportFolder(watcher: FSWatcher): void {
    watcher.on('addDir', (path) => {
      if (path !== this.#root) return;
      this.#wasSeen = true;
      this.#note(true);
    });
    watcher.on('unlinkDir', (path) => path === this.#root && this.#note(false));
    watcher.on('ready', () => this.#wasSeen || this.#note(false));
  }

  #note(isThere: boolean): void {
    if (isThere !== this.#isThere)
      this.#on.trouble({ kind: isThere ? 'folder-back' : 'folder-gone' });
    this.#isThere = isThere;
  }

  /** At the limit, what the system still reports is kept: only the rest waits for the next look. */
  #fail(cause: unknown): void {
    const isLimit = LIMITS.has(Object(cause).code);
    if (!isLimit) return this.#on.trouble({ kind: 'not-watched', cause });
    if (this.#isPolling) return;
    this.#on.trouble({ kind: 'polled', because: 'watch-limit' });
    this.start({ polling: true });
  }
}

function takeSorted(paths: Set<string>): string[] {
  const sorted = [...paths].sort(byPath);
  paths.clear();
  return sorted;
}
