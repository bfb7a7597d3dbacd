import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const out = join(import.meta.dirname, '../../dist/apps/pipeline');

const { metafile } = await build({
  entryPoints: { index: 'src/handler.ts', sweep: 'src/sweep.ts' },
  absWorkingDir: import.meta.dirname,
  outdir: out,
  bundle: true,
  platform: 'node',
  target: 'node24',
  // CommonJS starts faster; what is reached by `import()` stays unevaluated until it is asked for.
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  metafile: true,
  logLevel: 'warning',
});

// The repository is ESM; the bundle is CommonJS.
await writeFile(join(out, 'package.json'), '{"type":"commonjs"}\n');
for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
  process.stdout.write(`${file.replace(/^.*\//, '')} ${Math.round(bytes / 1024)} KB\n`);
}
