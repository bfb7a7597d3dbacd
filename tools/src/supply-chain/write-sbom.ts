// Lists what users install, as CycloneDX 1.5, in dist/sbom.cdx.json: `npx nx run tools:sbom`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../workspace.ts';
import { productionPackages, readLockFile } from './locked-packages.ts';

interface Component {
  readonly 'bom-ref': string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

interface Sbom {
  readonly metadata: { readonly component: { readonly 'bom-ref': string; name: string } };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const OURS = '@glyphwatch/';

/** From the lock file, so that it lists the packages of all platforms, whatever is installed here. */
function listAll(): Sbom {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  return JSON.parse(execFileSync('npm', args, options)) as Sbom;
}

/** Not by npm's `--omit dev`, which (11.19) also omits packages that users and developers need. */
function forUsers({ metadata, components, dependencies }: Sbom): Sbom {
  const packages = productionPackages(readLockFile());
  const integrities = new Map(packages.map((one) => [`${one.name}@${one.version}`, one.integrity]));
  const isFor = (ref: string): boolean => integrities.has(ref) || ref.startsWith(OURS);
  // npm takes the name of the folder, which differs between clones.
  metadata.component.name = 'glyphwatch';
  return {
    metadata,
    components: components
      .filter((one) => isFor(one['bom-ref']))
      .map((one) => withHash(one, integrities.get(one['bom-ref']))),
    dependencies: dependencies
      .filter(({ ref }) => isFor(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isFor) })),
  };
}

/** npm leaves it out where another package bundles a copy. */
function withHash(component: Component, integrity: string | undefined): Component {
  if (component.hashes !== undefined || integrity === undefined) return component;
  const [, base64 = ''] = integrity.split('sha512-');
  const content = Buffer.from(base64, 'base64').toString('hex');
  return { ...component, hashes: [{ alg: 'SHA-512', content }] };
}

const folder = join(ROOT, 'dist');
const file = join(folder, 'sbom.cdx.json');
const all = listAll();
const sbom = { ...all, ...forUsers(all) };
mkdirSync(folder, { recursive: true });
writeFileSync(file, `${JSON.stringify(sbom, undefined, 2)}\n`);
console.log(`${sbom.components.length} components in ${file}`);
