import { GlyphwatchError } from '@glyphwatch/domain';

/** Of a processor that Lambda offers, as npm calls it. */
export type Architecture = 'arm64' | 'x64';

/** What `package-lock.json` says of a package, as far as it matters here. */
export interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** By folder from the root of the repository: `node_modules/sharp`. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** These packages with all that they depend on, as Lambda's Linux needs them on this architecture. */
export function packagesFor(
  names: readonly string[],
  locked: LockedPackages,
  architecture: Architecture,
): LockedPackages {
  const found: Record<string, LockedPackage> = {};
  const waiting = names.map((name) => ({ name, from: '' }));
  for (const { name, from } of waiting) {
    const folder = folderOf(name, from, locked);
    const one = folder === undefined ? undefined : locked[folder];
    if (folder === undefined || !one)
      throw new GlyphwatchError(
        'settings-invalid',
        `The function needs the package ${name}. Install it with: npm install ${name}`,
      );
    if (folder in found || !runsOn(one, architecture)) continue;
    found[folder] = one;
    const more = { ...one.dependencies, ...one.optionalDependencies };
    waiting.push(...Object.keys(more).map((each) => ({ name: each, from: folder })));
  }
  return found;
}

/** Where Node finds it: below who asks, or in a folder above. */
function folderOf(name: string, from: string, locked: LockedPackages): string | undefined {
  const inside = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (inside in locked) return inside;
  if (from === '') return undefined;
  const parent = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')));
  return folderOf(name, parent, locked);
}

function runsOn({ os, cpu, libc }: LockedPackage, architecture: Architecture): boolean {
  const allows = (list: readonly string[] | undefined, value: string): boolean =>
    list === undefined || list.includes(value);
  return allows(os, 'linux') && allows(cpu, architecture) && allows(libc, 'glibc');
}
