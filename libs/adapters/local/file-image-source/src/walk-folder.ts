import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from './file-failure.ts';
import {
  addressOf,
  type FoundFile,
  hasImageName,
  isBelow,
  isHidden,
  type Missing,
} from './found-file.ts';
import { byName } from './natural-order.ts';

interface Place {
  /** Absolute. */
  readonly path: string;
  /** As the user would write it. */
  readonly shown: string;
}

interface Walk {
  readonly root: string;
  readonly realRoot: string;
  /** Device and inode of every folder that was entered: no way leads into one twice. */
  readonly entered: Set<string>;
}

/** The images below a folder; see `findImages`. A folder is listed when its turn comes, not before. */
export async function* walkFolder(folder: Place): AsyncGenerator<FoundFile | Missing> {
  const realRoot = await realpath(folder.path);
  yield* enter(folder, { root: folder.path, realRoot, entered: new Set() });
}

async function* enter(folder: Place, walk: Walk): AsyncGenerator<FoundFile | Missing> {
  const entries = await list(folder, walk);
  if ('missing' in entries) {
    yield entries;
    return;
  }
  for (const entry of entries) {
    const place = { path: join(folder.path, entry.name), shown: join(folder.shown, entry.name) };
    if (entry.isDirectory()) yield* enter(place, walk);
    else if (entry.isSymbolicLink()) yield* follow(place, walk);
    else if (entry.isFile() && hasImageName(entry.name)) yield found(place, walk);
  }
}

async function list({ path, shown }: Place, { entered }: Walk): Promise<Dirent[] | Missing> {
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

/** A link to a folder of the same tree is left out: what it shows is found where it lies. */
async function* follow(place: Place, walk: Walk): AsyncGenerator<FoundFile | Missing> {
  try {
    const stats = await stat(place.path);
    if (stats.isFile() && hasImageName(place.path)) yield found(place, walk);
    if (!stats.isDirectory() || (await leadsBack(place, walk))) return;
  } catch (error) {
    if (hasImageName(place.path)) {
      yield { missing: place.shown, reason: `a link, and where it leads ${reasonOf(error)}` };
    }
    return;
  }
  yield* enter(place, walk);
}

async function leadsBack({ path }: Place, { realRoot }: Walk): Promise<boolean> {
  const target = await realpath(path);
  return target === realRoot || isBelow(target, realRoot);
}

function found({ path, shown }: Place, { root }: Walk): FoundFile {
  return { path: shown, address: addressOf(path, root) };
}
