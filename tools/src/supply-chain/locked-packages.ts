import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../workspace.ts';

/** A package that users install, directly or through another one, on whichever platform. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** As its author states it: an SPDX expression, or any other text; `undefined` if it states none. */
  readonly licence: string | undefined;
  /** Of its archive, as in a browser's `integrity` attribute. */
  readonly integrity: string;
  /** From the root of the repository. There only if the package is for this platform. */
  readonly folder: string;
}

interface LockEntry {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

/** What `package-lock.json` says, as far as it matters here. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

export function readLockFile(): LockFile {
  return JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as LockFile;
}

/** All but this repository's own projects and what only its developers need. */
export function productionPackages({ packages }: LockFile): LockedPackage[] {
  return Object.entries(packages).flatMap(
    ([folder, { name, version = '', integrity = '', ...entry }]) => {
      const isOurs = !folder.includes('node_modules/') || entry.link === true;
      if (isOurs || entry.dev === true) return [];
      const installed = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return [{ name: name ?? installed, version, licence: entry.license, integrity, folder }];
    },
  );
}
