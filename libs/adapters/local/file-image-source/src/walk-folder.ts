import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from './file-failure.ts';
import {
  addressOf,
  type FoundFile,
  isBelow,
  isHidden,
  type Missing,
  type PassedOver,
} from './found-file.ts';
import { hasImageName, whyPassedOver } from './image-kind.ts';
import { byName } from './natural-order.ts';

interface Entry {
  /** Absolute. */
  readonly path: string;
  /** As the user would write it. */
  readonly shown: string;
}

interface Walk {
  readonly root: string;
  readonly realRoot: string;
  /** Device and inode of every folder entered, so that none is entered twice. */
  readonly entered: Set<string>;
  readonly followLinks: boolean;
}

/** The images below a folder, listed lazily; see `findImages`. */
export async function* walkFolder(
  folder: Entry,
  followLinks: boolean,
): AsyncGenerator<FoundFile | PassedOver | Missing> {
  const realRoot = await realpath(folder.path);
  yield* enter(folder, { root: folder.path, realRoot, entered: new Set(), followLinks });
}

async function* enter(folder: Entry, walk: Walk): AsyncGenerator<FoundFile | PassedOver | Missing> {
  const entries = await list(folder, walk);
  if ('missing' in entries) {
    yield entries;
    return;
  }
  for (const dirent of entries) {
    const entry = { path: join(folder.path, dirent.name), shown: join(folder.shown, dirent.name) };
    if (dirent.isDirectory()) yield* enter(entry, walk);
    else if (dirent.isSymbolicLink()) yield* follow(entry, walk);
    else if (dirent.isFile()) yield await look(entry, walk);
  }
}

async function list({ path, shown }: Entry, { entered }: Walk): Promise<Dirent[] | Missing> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    const identity = `${dev}:${ino}`;
    if (entered.has(identity)) return [];
    entered.add(identity);
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter(({ name }) => !isHidden(name)).sort((a, b) => byName(a.name, b.name));
  } catch (error) {
    return { missing: shown, reason: reasonOf(error) };
  }
}

/** Skips links to folders of the same tree: their images are found in place. */
async function* follow(entry: Entry, walk: Walk): AsyncGenerator<FoundFile | PassedOver | Missing> {
  if (!walk.followLinks) {
    yield { passedOver: entry.shown, kind: 'link' };
    return;
  }
  try {
    const stats = await stat(entry.path);
    if (stats.isFile()) yield await look(entry, walk);
    if (!stats.isDirectory() || (await leadsBack(entry, walk))) return;
  } catch (error) {
    if (hasImageName(entry.path)) {
      yield { missing: entry.shown, reason: `a broken link: ${reasonOf(error)}` };
    }
    return;
  }
  yield* enter(entry, walk);
}

async function look(entry: Entry, walk: Walk): Promise<FoundFile | PassedOver> {
  const kind = await whyPassedOver(entry.path);
  return kind === undefined ? found(entry, walk) : { passedOver: entry.shown, kind };
}

async function leadsBack({ path }: Entry, { realRoot }: Walk): Promise<boolean> {
  const target = await realpath(path);
  return target === realRoot || isBelow(target, realRoot);
}

function found({ path, shown }: Entry, { root }: Walk): FoundFile {
  return { path: shown, address: addressOf(path, root) };
}
