import { execFileSync } from 'node:child_process';
import { formatFiles, type GeneratorCallback, type Tree } from '@nx/devkit';
import { type Adapter, type AdapterOptions, describeAdapter } from './adapter.ts';
import { classOf, hasIdentity } from './class-of.ts';
import { packageOf, readmeOf, specOf, tsconfigOf } from './library-of.ts';
import { INFRA_SETTINGS, nextSteps } from './next-steps.ts';
import { HOSTS, providerOf } from './provider-of.ts';
import { withProvider } from './with-provider.ts';

/** The list of providers of each host, and the settings file that chooses from it. */
const APPS = {
  laptop: { providers: 'apps/cli/src/providers.ts', settings: 'glyphwatch.yaml' },
  function: { providers: 'apps/pipeline/src/providers.ts', settings: INFRA_SETTINGS },
};

/** Writes the contract call, a class that compiles and reports what is not implemented, and a provider in the apps' lists. */
export default async function generateAdapter(
  tree: Tree,
  options: AdapterOptions,
): Promise<GeneratorCallback> {
  const adapter = describeAdapter(tree, options);
  writeLibrary(tree, adapter);
  const settingsFiles = offer(tree, adapter);
  await formatFiles(tree);
  return () => {
    const table = 'tools/src/adapters-table/write-table.ts';
    execFileSync(process.execPath, [table], { cwd: tree.root, stdio: 'inherit' });
    console.log(nextSteps(adapter, settingsFiles));
  };
}

/** Adds it to the apps' lists; returns the settings files that can choose it. */
function offer(tree: Tree, adapter: Adapter): string[] {
  const hosts = HOSTS[adapter.platform];
  // The command also lists providers that run elsewhere, to say where.
  const lists = (['laptop', 'function'] as const).filter(
    (host) => host === 'laptop' || hosts.includes(host),
  );
  return lists
    .filter((host) => addTo(APPS[host].providers, tree, adapter))
    .filter((host) => hosts.includes(host))
    .map((host) => APPS[host].settings);
}

function writeLibrary(tree: Tree, adapter: Adapter): void {
  const { root, name, providerName, sketch } = adapter;
  tree.write(`${root}/src/${name}.spec.ts`, specOf(adapter));
  tree.write(`${root}/README.md`, readmeOf(adapter));
  tree.write(`${root}/src/${name}.ts`, classOf(adapter));
  tree.write(`${root}/src/index.ts`, `export * from './${name}.ts';\n`);
  tree.write(`${root}/package.json`, packageOf(adapter));
  tree.write(`${root}/tsconfig.json`, tsconfigOf());
  if (sketch.provider) tree.write(`${root}/src/provider.ts`, providerOf(adapter, sketch.provider));
  if (hasIdentity(adapter))
    tree.write(`${root}/src/identity.ts`, `export const IDENTITY = '${providerName}/1';\n`);
}

/** Returns whether the app has such a list. */
function addTo(
  file: string,
  tree: Tree,
  { name, identifier, className, sketch }: Adapter,
): boolean {
  if (!sketch.provider) return false;
  const added = withProvider(tree.read(file, 'utf8') ?? '', {
    list: sketch.provider.list,
    identifier,
    alias: className.charAt(0).toLowerCase() + className.slice(1),
    module: `@glyphwatch/${name}/provider`,
  });
  if (added === undefined) return false;
  tree.write(file, added);
  return true;
}
