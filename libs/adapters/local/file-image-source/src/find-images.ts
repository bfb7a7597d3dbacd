import { glob, realpath, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
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
  /** Whoever can put a link into a folder would otherwise choose what is read. Targets themselves may be links. */
  readonly followLinks?: boolean;
}

const PATTERN = /[*?[{]|[!+@]\(/;

/**
 * The images that the targets name, target by target, each file once. A target is
 * - a file, whatever its name
 * - a folder: the images in it and below, by name or content, in natural order, without hidden files and folders
 * - else a pattern (`**`, `*`, `?`, `[…]`, `{…}`): the files it matches
 *
 * Symbolic links below a folder or within the variable part of a pattern are passed over unless `followLinks` is set.
 * What cannot be accessed and what is no image to be read is reported in its place, and the rest continues. Folders are
 * listed lazily.
 */
export async function* findImages(
  targets: readonly string[],
  { from = process.cwd(), followLinks = false }: FindOptions = {},
): AsyncGenerator<FoundFile | PassedOver | Missing> {
  const seen = new Set<string>();
  for (const target of targets) {
    for await (const found of findTarget(target, { from, followLinks })) {
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
  options: Required<FindOptions>,
): AsyncGenerator<FoundFile | PassedOver | Missing> {
  const { from, followLinks } = options;
  if (target === '') {
    yield { missing: target, reason: 'the name is empty' };
    return;
  }
  const path = resolve(from, target);
  try {
    const stats = await stat(path);
    if (stats.isFile()) yield { path: target, address: addressOf(path, from) };
    else if (stats.isDirectory()) yield* walkFolder({ path, shown: target }, followLinks);
    else yield { missing: target, reason: 'a device or pipe, not a file' };
  } catch (error) {
    if (PATTERN.test(target)) yield* expand(target, options);
    else yield { missing: target, reason: reasonOf(error) };
  }
}

async function* expand(
  pattern: string,
  { from, followLinks }: Required<FindOptions>,
): AsyncGenerator<FoundFile | PassedOver | Missing> {
  const base = resolve(from, literalPartOf(pattern));
  const matches: string[] = [];
  for await (const match of glob(pattern, { cwd: from })) matches.push(match);
  let files = 0;
  for (const match of matches.sort(byPath)) {
    const path = resolve(from, match);
    if (!(await isFile(path))) continue;
    files += 1;
    if (!followLinks && (await isBehindLink(path, base))) yield { passedOver: match, kind: 'link' };
    else yield { path: match, address: addressOf(path, from) };
  }
  if (files === 0) yield { missing: pattern, reason: 'no file matches this pattern' };
}

/** The folders that whoever wrote the pattern named. */
function literalPartOf(pattern: string): string {
  return pattern.slice(0, pattern.lastIndexOf(sep, pattern.search(PATTERN)) + 1);
}

/** Whether the file, or a folder between it and `base`, is a link. */
async function isBehindLink(path: string, base: string): Promise<boolean> {
  const [real, realBase] = await Promise.all([realpath(path), realpath(base)]);
  return real !== resolve(realBase, relative(base, path));
}

/** A file that vanished since it was listed does not match. */
async function isFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ?? false;
}
