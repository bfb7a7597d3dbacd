import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { plainCommands } from './build/plain-commands.mjs';
import { onlyRoleCredentials } from './build/only-role-credentials.mjs';
import { describeSizes } from './build/describe-sizes.mjs';

const out = join(import.meta.dirname, '../../dist/apps/pipeline');

await rm(out, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { index: 'src/handler.ts', sweep: 'src/sweep.ts' },
  absWorkingDir: import.meta.dirname,
  outdir: out,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // What is reached by `import()` is a file of its own, not even read before it is asked for.
  splitting: true,
  chunkNames: 'part-[hash]',
  mainFields: ['module', 'main'],
  plugins: [onlyRoleCredentials, plainCommands],
  minify: true,
  metafile: true,
  logLevel: 'warning',
});

// esbuild splits ES modules only; as CommonJS they start faster.
for (const file of Object.keys(metafile.outputs)) {
  const path = join(out, basename(file));
  const { code } = await transform(await readFile(path, 'utf8'), {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    minify: true,
  });
  await writeFile(path, code);
}
// The repository is ESM; the bundle is CommonJS.
await writeFile(join(out, 'package.json'), '{"type":"commonjs"}\n');
process.stdout.write(describeSizes(metafile, { byPackage: process.argv.includes('--sizes') }));
