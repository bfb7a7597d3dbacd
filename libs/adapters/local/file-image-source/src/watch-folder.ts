import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { GlyphwatchError } from '@glyphwatch/domain';
import { Arrivals } from './arrivals.ts';
import {
  addressOf,
  type FoundFile,
  isBelow,
  isHidden,
  type PassedOver,
  type RemovedFile,
} from './found-file.ts';
import { whyPassedOver } from './image-kind.ts';
import { isGone } from './file-failure.ts';
import { byPath } from './natural-order.ts';
import { Settling, type SettlingParts } from './settling.ts';

export type WatchTrouble =
  /** The folder does not exist; images arrive again once it is back. */
  | { readonly kind: 'folder-gone' }
  | { readonly kind: 'folder-back' }
  /** Part of the folder cannot be watched: no permission, or the system's limit of watches is reached. */
  | { readonly kind: 'not-watched'; readonly cause: unknown };

export interface WatchOptions {
  /** Ends the watching. */
  readonly signal?: AbortSignal;
  /** A file unchanged for this many milliseconds is complete. */
  readonly settleMs?: number;
  /** Polls, for network shares where the system reports no changes. */
  readonly poll?: boolean;
  readonly onTrouble?: (trouble: WatchTrouble) => void;
}

const DEFAULT_SETTLE_MS = 1000;

/**
 * Yields each image in and below the folder once it is completely written: first the existing ones in natural order,
 * then new and replaced ones; also images that were yielded and then removed, and, once each, files that are passed over.
 * What is an image is decided, and hidden files are treated, as in `findImages`. Ends with `signal` or with the consumer.
 * The folder may appear late, vanish and come back; images that vanish with it do not count as removed, because a disk may
 * have been unplugged.
 */
export async function* watchFolder(
  folder: string,
  options: WatchOptions = {},
): AsyncGenerator<FoundFile | PassedOver | RemovedFile> {
  const root = resolve(folder);
  await refuseFile(root);
  const { settleMs = DEFAULT_SETTLE_MS, signal } = options;
  const arrivals = new Arrivals<FoundFile | PassedOver | RemovedFile>();
  const found = (path: string): FoundFile => ({
    path: join(folder, relative(root, path)),
    address: addressOf(path, root),
  });
  const settling = new Settling({
    later: (work) => {
      const timer = setTimeout(() => void work(), settleMs);
      return () => clearTimeout(timer);
    },
    onComplete: passOn(found, arrivals),
  });
  const end = (): void => arrivals.end();
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  const watcher = startWatching(root, settling, { ...options, settleMs });
  watcher.on('unlink', (path) => {
    if (!settling.forget(path)) return;
    setTimeout(async () => {
      if (!(await isRemoved(root)) && (await isRemoved(path)))
        arrivals.add({ removed: found(path) });
    }, settleMs).unref();
  });
  try {
    yield* arrivals;
  } finally {
    signal?.removeEventListener('abort', end);
    settling.stop();
    await watcher.close();
  }
}

/** An image that something else has replaced is passed on once more, because what is stored about it is no longer true. */
function passOn(
  found: (path: string) => FoundFile,
  arrivals: Arrivals<FoundFile | PassedOver | RemovedFile>,
): SettlingParts['onComplete'] {
  const passedOver = new Set<string>();
  return async (path, again) => {
    const kind = again ? undefined : await whyPassedOver(path);
    if (kind === undefined) arrivals.add(found(path));
    else if (!passedOver.has(path)) {
      passedOver.add(path);
      arrivals.add({ passedOver: found(path).path, kind });
    }
    return kind === undefined;
  };
}

function startWatching(
  root: string,
  settling: Settling,
  { settleMs, poll = false, onTrouble }: WatchOptions & { readonly settleMs: number },
): FSWatcher {
  const watcher = watch(root, {
    usePolling: poll,
    ignored: (path) => isBelow(path, root) && isHidden(path),
  });
  reportTrouble(watcher, root, onTrouble ?? (() => undefined));
  const early = new Set<string>();
  let check = (path: string): void => void early.add(path);
  watcher.on('add', (path) => check(path));
  watcher.on('change', (path) => check(path));
  watcher.on('ready', async () => {
    const quietBefore = Date.now() - settleMs;
    for (const path of takeSorted(early)) await settling.check(path, quietBefore);
    // Images that arrived meanwhile come after the existing ones.
    check = (path) => void settling.check(path);
    early.forEach(check);
  });
  return watcher;
}

function takeSorted(paths: Set<string>): string[] {
  const sorted = [...paths].sort(byPath);
  paths.clear();
  return sorted;
}

function reportTrouble(
  watcher: FSWatcher,
  root: string,
  onTrouble: (trouble: WatchTrouble) => void,
): void {
  let wasSeen = false;
  let isThere = true;
  const note = (now: boolean): void => {
    if (now !== isThere) onTrouble({ kind: now ? 'folder-back' : 'folder-gone' });
    isThere = now;
  };
  watcher.on('addDir', (path) => {
    if (path !== root) return;
    wasSeen = true;
    note(true);
  });
  watcher.on('unlinkDir', (path) => path === root && note(false));
  watcher.on('ready', () => wasSeen || note(false));
  watcher.on('error', (cause) => onTrouble({ kind: 'not-watched', cause }));
}

/** A file that cannot be accessed may still exist. */
async function isRemoved(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    return isGone(error);
  }
}

/** A folder that does not exist yet is fine: it may appear. */
async function refuseFile(root: string): Promise<void> {
  const stats = await stat(root).catch(() => undefined);
  if (!stats || stats.isDirectory()) return;
  throw new GlyphwatchError(
    'settings-invalid',
    `${root} is not a folder. Name the folder to watch.`,
  );
}
