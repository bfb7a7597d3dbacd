import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { describeSizes } from './build/describe-sizes.mjs';
import { detectorFiles, orphans } from './build/detector-files.mjs';

const out = join(import.meta.dirname, '../../dist/apps/pipeline');

/**
 * esbuild splits ES modules only; as CommonJS they start faster. `import()` becomes `require()`, too: of the SDK's `node:http`, it
 * would otherwise load everything that module may ever need, undici included.
 */
async function toCommonJs(file) {
  const code = await readFile(join(out, file), 'utf8');
  const supported = { 'dynamic-import': false };
  const options = { format: 'cjs', platform: 'node', target: 'node24', minify: true, supported };
  await writeFile(join(out, file), (await transform(code, options)).code);
}

await rm(out, { recursive: true, force: true });
// Entries with what they share; what is reached by `import()` is a file of its own, not read before it is asked for.
const {
  metafile: { outputs },
} = await build({
  entryPoints: { index: 'src/handler.ts', sweep: 'src/sweep.ts' },
  absWorkingDir: import.meta.dirname,
  outdir: out,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  splitting: true,
  chunkNames: 'part-[hash]',
  mainFields: ['module', 'main'],
  minify: true,
  metafile: true,
  logLevel: 'warning',
});
for (const file of orphans(outputs)) {
  await rm(join(out, basename(file)));
  delete outputs[file];
}
await Promise.all(Object.keys(outputs).map((file) => toCommonJs(basename(file))));
// The repository is ESM; the bundle is CommonJS.
await writeFile(join(out, 'package.json'), '{"type":"commonjs"}\n');
// What infra leaves out for the detectors that are not chosen.
await writeFile(
  join(out, 'detectors.json'),
  `${JSON.stringify(detectorFiles(outputs), null, 2)}\n`,
);
process.stdout.write(describeSizes(outputs, { byPackage: process.argv.includes('--sizes') }));
