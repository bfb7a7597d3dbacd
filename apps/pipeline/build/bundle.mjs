import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { detectorFiles, orphans } from './detector-files.mjs';
import { linkWorkers } from './link-workers.mjs';

/**
 * Entries with what they share, as ES modules; what is reached by `import()` is a file of its own, not read before it is asked for.
 * Resolves to esbuild's list of what is in which file, by its name in `out`.
 */
export async function bundle(out, entryPoints, options = {}) {
  await rm(out, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints,
    absWorkingDir: join(import.meta.dirname, '..'),
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
    ...options,
  });
  const outputs = byName(metafile.outputs);
  await linkWorkers(out, outputs);
  for (const file of orphans(outputs)) {
    await rm(join(out, file));
    delete outputs[file];
  }
  // What infra leaves out for the detectors that are not chosen.
  await writeFile(
    join(out, 'detectors.json'),
    `${JSON.stringify(detectorFiles(outputs), null, 2)}\n`,
  );
  return outputs;
}

function byName(outputs) {
  return Object.fromEntries(
    Object.entries(outputs).map(([file, output]) => {
      const imports = output.imports.map((each) => ({ ...each, path: basename(each.path) }));
      return [basename(file), { ...output, imports }];
    }),
  );
}
