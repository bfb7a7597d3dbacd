import { chmodSync, cpSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { InfraSettings } from '../settings.ts';
import { copyPackages } from './copy-packages.ts';
import { detectorFiles } from './detector-files.ts';
import { type LockedPackages, packagesFor } from './locked-packages.ts';

/** Unzipped: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_BYTES = 250 * 1024 * 1024;
const MB = 1024 * 1024;

export interface BuiltFunctions {
  /** Of the repository. */
  readonly root: string;
  /** For detectors that call a service. */
  readonly services: string;
  /** For all detectors, without their packages. */
  readonly withPackages: string;
  /** An empty one, where the latter is put together with its packages. */
  readonly folder: string;
}

type Chosen = Pick<InfraSettings, 'detector' | 'architecture'>;

/**
 * The folder with the function's code for the chosen detectors: the built one if they only call services, else one with their npm
 * packages for the chosen architecture. Fails with `settings-invalid` if it is larger than Lambda takes, or if packages cannot be
 * fetched.
 */
export function functionCode({ detector, architecture }: Chosen, built: BuiltFunctions): string {
  const known = Object.keys(detectorFiles(built.services));
  if (detector.names.every((name) => known.includes(name))) return built.services;
  putTogether(detector.needs.packages ?? [], architecture, { ...built, code: built.withPackages });
  return built.folder;
}

/** What the console's function cannot have in its own file. */
const CONSOLE_PACKAGES = ['sharp', '@embedpdf/pdfium'];

export interface BuiltConsole {
  /** Of the repository. */
  readonly root: string;
  /** As it was built. */
  readonly code: string;
  /** An empty one, where it is put together with its packages. */
  readonly folder: string;
}

/** The folder with the code of the console's function. Fails as `functionCode` does. */
export function consoleCode(
  { architecture }: Pick<InfraSettings, 'architecture'>,
  built: BuiltConsole,
): string {
  putTogether(CONSOLE_PACKAGES, architecture, built);
  return built.folder;
}

function putTogether(
  packages: readonly string[],
  architecture: InfraSettings['architecture'],
  { root, code, folder }: BuiltConsole,
): void {
  cpSync(code, folder, { recursive: true });
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { packages: locked } = lock as { packages: LockedPackages };
  copyPackages(packagesFor(packages, locked, architecture), { root, folder, architecture });
  refuseTooLarge(readable(folder));
}

/** Lambda runs the function as another user than the one that owns the files. Returns their size. */
function readable(folder: string): number {
  const paths = globSync('**', { cwd: folder }).map((path) => join(folder, path));
  let bytes = 0;
  for (const path of paths) {
    const stats = statSync(path);
    chmodSync(path, stats.isDirectory() ? 0o755 : 0o644);
    if (stats.isFile()) bytes += stats.size;
  }
  return bytes;
}

function refuseTooLarge(bytes: number): void {
  if (bytes <= MAX_BYTES) return;
  const size = `${Math.ceil(bytes / MB)} MB`;
  throw new GlyphwatchError(
    'settings-invalid',
    `The function’s code has ${size}, more than the ${MAX_BYTES / MB} MB that Lambda takes. Choose fewer languages.`,
  );
}
