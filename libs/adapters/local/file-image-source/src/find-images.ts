import { glob, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { reasonOf } from './file-failure.ts';
import {
  absolutePath,
  addressOf,
  type FoundFile,
  type Missing,
  type PassedOver,
} from './found-file.ts';
import { byPath } from './natural-order.ts';
import { walkFolder } from './walk-folder.ts';

export interface FindOptions {
  /** Where relative targets start; by default the current folder. */
  readonly from?: string;
}

const PATTERN = /[*?[{]|[!+@]\(/;

/**
 * The images that the targets name, target by target, each file once. A target is
 * - a file, whatever its name
 * - a folder: the images in it and below, by name or content, in natural order, without hidden files and folders
 * - else a pattern (`**`, `*`, `?`, `[…]`, `{…}`): the files it matches
 *
 * What cannot be accessed and what is no image to be read is reported in its place, and the rest continues. Folders are
 * listed lazily.
 */
export async function* findImages(
  targets: readonly string[],
  { from = process.cwd() }: FindOptions = {},
): AsyncGenerator<FoundFile | PassedOver | Missing> {
  const seen = new Set<string>();
  for (const target of targets) {
    for await (const found of findTarget(target, from)) {
      if (!('path' in found)) yield found;
      else if (isNew(found, seen, targets)) yield found;
    }
  }
}

/** A single target never names a file twice, so a huge folder need not be remembered. */
function isNew({ address }: FoundFile, seen: Set<string>, targets: readonly string[]): boolean {
  if (targets.length < 2) return true;
  const path = absolutePath(address);
  const wasNew = !seen.has(path);
  seen.add(path);
  return wasNew;
}

async function* findTarget(
  target: string,
  from: string,
): AsyncGenerator<FoundFile | PassedOver | Missing> {
  if (target === '') {
    yield { missing: target, reason: 'the name is empty' };
    return;
  }
  const path = resolve(from, target);
  try {
    const stats = await stat(path);
    if (stats.isFile()) yield { path: target, address: addressOf(path, from) };
    else if (stats.isDirectory()) yield* walkFolder({ path, shown: target });
    else yield { missing: target, reason: 'a device or pipe, not a file' };
  } catch (error) {
    if (PATTERN.test(target)) yield* expand(target, from);
    else yield { missing: target, reason: reasonOf(error) };
  }
}

async function* expand(pattern: string, from: string): AsyncGenerator<FoundFile | Missing> {
  const matches: string[] = [];
  for await (const match of glob(pattern, { cwd: from })) matches.push(match);
  let files = 0;
  for (const match of matches.sort(byPath)) {
    const path = resolve(from, match);
    if (!(await isFile(path))) continue;
    files += 1;
    yield { path: match, address: addressOf(path, from) };
  }
  if (files === 0) yield { missing: pattern, reason: 'no file matches this pattern' };
}

/** A file that vanished since it was listed does not match. */
async function isFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ?? false;
}
