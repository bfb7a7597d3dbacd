import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { describeSizes } from './build/describe-sizes.mjs';
import { onlyRoleCredentials } from './build/only-role-credentials.mjs';
import { plainCommands } from './build/plain-commands.mjs';
import { rulesApart } from './build/rules-apart.mjs';

const out = join(import.meta.dirname, '../../dist/apps/pipeline');
const plugins = [onlyRoleCredentials, plainCommands];

/** Entries with what they share; what is reached by `import()` is a file of its own, not even read before it is asked for. */
async function bundle(entryPoints, chunkNames, plugins) {
  const { metafile } = await build({
    entryPoints,
    absWorkingDir: import.meta.dirname,
    outdir: out,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    splitting: true,
    chunkNames,
    mainFields: ['module', 'main'],
    plugins,
    minify: true,
    metafile: true,
    logLevel: 'warning',
  });
  await Promise.all(Object.keys(metafile.outputs).map((file) => toCommonJs(basename(file))));
  return metafile.outputs;
}

/** esbuild splits ES modules only; as CommonJS they start faster. */
async function toCommonJs(file) {
  const code = await readFile(join(out, file), 'utf8');
  const options = { format: 'cjs', platform: 'node', target: 'node24', minify: true };
  await writeFile(join(out, file), (await transform(code, options)).code);
}

await rm(out, { recursive: true, force: true });
const outputs = {
  ...(await bundle({ index: 'src/handler.ts', sweep: 'src/sweep.ts' }, 'part-[hash]', [
    ...plugins,
    rulesApart,
  ])),
  ...(await bundle({ rules: 'src/parts/open-rules.ts' }, 'rules-part-[hash]', plugins)),
};
// The repository is ESM; the bundle is CommonJS.
await writeFile(join(out, 'package.json'), '{"type":"commonjs"}\n');
process.stdout.write(describeSizes(outputs, { byPackage: process.argv.includes('--sizes') }));
