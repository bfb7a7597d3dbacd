import { lstat, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import { Arrivals } from './arrivals.ts';
import { FolderEvents, type WatchTrouble } from './folder-events.ts';
import { addressOf, type FoundFile, type PassedOver, type RemovedFile } from './found-file.ts';
import { whyPassedOver } from './image-kind.ts';
import { isGone } from './file-failure.ts';
import { looksWhole } from './looks-whole.ts';
import { isOnShare } from './network-share.ts';
import { PATIENCE_MS, Settling, type SettlingParts } from './settling.ts';

export interface WatchOptions {
  /** Ends the watching. */
  readonly signal?: AbortSignal;
  /** A file unchanged for this many milliseconds is complete. */
  readonly settleMs?: number;
  /**
   * Looks for changes this often, milliseconds, instead of waiting for the system to report them. Default: only where it does
   * not report them, every five seconds.
   */
  readonly pollMs?: number;
  /** See `FindOptions`. The folder itself may be a link. */
  readonly followLinks?: boolean;
  readonly onTrouble?: (trouble: WatchTrouble) => void;
  /** An image was found; it is yielded in its turn. */
  readonly onFound?: () => void;
}

const DEFAULT_SETTLE_MS = 1000;
const DEFAULT_POLL_MS = 5000;

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
  const {
    settleMs = DEFAULT_SETTLE_MS,
    pollMs = DEFAULT_POLL_MS,
    followLinks = false,
    signal,
    onTrouble,
    onFound,
  } = options;
  const arrivals = new Arrivals<FoundFile | PassedOver | RemovedFile>();
  const found = (path: string): FoundFile => ({
    path: join(folder, relative(root, path)),
    address: addressOf(path, root),
  });
  const passOver = onceEach((path, kind) => arrivals.add({ passedOver: found(path).path, kind }));
  const settling = new Settling({
    later: (work, patiently) => {
      const timer = setTimeout(() => void work(), patiently ? PATIENCE_MS : settleMs);
      return () => clearTimeout(timer);
    },
    isWhole: looksWhole,
    onComplete: passOn(found, passOver, arrivals, onFound),
    stat: followLinks ? stat : lstat,
  });
  const end = (): void => arrivals.end();
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  const removed = (path: string): void => {
    if (!settling.forget(path)) return;
    setTimeout(async () => {
      if (!(await isRemoved(root)) && (await isRemoved(path)))
        arrivals.add({ removed: found(path) });
    }, settleMs).unref();
  };
  const trouble = onTrouble ?? (() => undefined);
  const check = settling.check.bind(settling);
  const link = (path: string): void => passOver(path, 'link');
  const handlers = { check, removed, trouble, ...(followLinks ? {} : { link }) };
  await using events = new FolderEvents(root, handlers, { settleMs, pollMs });
  const isShare = options.pollMs === undefined && (await isOnShare(root));
  if (isShare) trouble({ kind: 'polled', because: 'network-share' });
  events.start({ polling: isShare || options.pollMs !== undefined });
  try {
    yield* arrivals;
  } finally {
    signal?.removeEventListener('abort', end);
    settling.stop();
  }
}

/** An image that something else has replaced is passed on once more, because what is stored about it is no longer true. */
function passOn(
  found: (path: string) => FoundFile,
  passOver: (path: string, kind: string) => void,
  arrivals: Arrivals<FoundFile | PassedOver | RemovedFile>,
  onFound: WatchOptions['onFound'],
): SettlingParts['onComplete'] {
  return async (path, again) => {
    const kind = again ? undefined : await whyPassedOver(path);
    if (kind === undefined) {
      arrivals.add(found(path));
      onFound?.();
    } else passOver(path, kind);
    return kind === undefined;
  };
}

function onceEach(
  passOver: (path: string, kind: string) => void,
): (path: string, kind: string) => void {
  const done = new Set<string>();
  return (path, kind) => {
    if (done.has(path)) return;
    done.add(path);
    passOver(path, kind);
  };
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
