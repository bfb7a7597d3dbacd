import { execFileSync } from 'node:child_process';
import {
  accessSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { Architecture, LockedPackage, LockedPackages } from './locked-packages.ts';

/** A folder of a native library, by platform and processor: `bin/napi-v6/darwin/arm64`. */
const PLATFORM = /\/(darwin|linux|win32)\/(arm64|x64)(?=\/|$)/;
/** What only people or compilers read, except licences. */
const UNUSED = /\.(?:map|d\.[cm]?ts|cc|h|gyp)$/;

/**
 * Copies packages from the repository to `folder`. Those that this machine has not installed, because it has another processor or
 * system, come from npm's registry, with the integrity that the lock file demands.
 */
export function copyPackages(
  packages: LockedPackages,
  { root, folder, architecture }: { root: string; folder: string; architecture: Architecture },
): void {
  const entries = Object.entries(packages);
  const foreign = entries.filter(([path]) => !existsSync(join(root, path)));
  const fetched = foreign.length === 0 ? undefined : fetch(foreign, { root, architecture });
  try {
    for (const [path] of entries) {
      const from = join(fetched && existsSync(join(fetched, path)) ? fetched : root, path);
      cpSync(from, join(folder, path), {
        recursive: true,
        filter: (file) => isUsed(file.slice(from.length), architecture),
      });
    }
  } finally {
    if (fetched) rmSync(fetched, { recursive: true });
  }
}

function isUsed(path: string, architecture: Architecture): boolean {
  // Packages within it are copied on their own.
  if (path.includes('/node_modules') || UNUSED.test(path)) return false;
  const [, system, processor] = PLATFORM.exec(path) ?? [];
  return system === undefined || (system === 'linux' && processor === architecture);
}

/** Installs them, and nothing else, into a new folder. */
function fetch(
  packages: readonly (readonly [string, LockedPackage])[],
  { root, architecture }: { root: string; architecture: Architecture },
): string {
  const folder = mkdtempSync(join(tmpdir(), 'function-packages-'));
  try {
    writeManifest(folder, packages);
    // The registry of this repository, if it has one of its own.
    const settings = join(root, '.npmrc');
    if (existsSync(settings)) copyFileSync(settings, join(folder, '.npmrc'));
    const platform = ['--os=linux', `--cpu=${architecture}`, '--libc=glibc', '--include=optional'];
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    execFileSync('npm', ['ci', ...platform, ...quiet], { cwd: folder, stdio: 'pipe' });
    // What is optional may be missing without a word.
    for (const [path] of packages) accessSync(join(folder, path));
    return folder;
  } catch (cause) {
    rmSync(folder, { recursive: true });
    const names = packages.map(([path]) => path.replace('node_modules/', '')).join(', ');
    throw new GlyphwatchError(
      'settings-invalid',
      `npm could not fetch ${names}, which the function needs on ${architecture}. Check the network, or set architecture to that of this machine.`,
      { cause },
    );
  }
}

/** As optional packages, because npm installs only those for another processor. */
function writeManifest(
  folder: string,
  packages: readonly (readonly [string, LockedPackage])[],
): void {
  const optionalDependencies = Object.fromEntries(
    packages.map(([path, { version }]) => [path.replace('node_modules/', ''), version]),
  );
  const manifest = { name: 'function-packages', version: '0.0.0', optionalDependencies };
  const locked = { '': manifest, ...Object.fromEntries(packages) };
  const lock = { ...manifest, lockfileVersion: 3, packages: locked };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
}
