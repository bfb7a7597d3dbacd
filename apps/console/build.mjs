// Bundles the page: app.js and app.css are all that a first look loads; the editor is a chunk of its own.
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const source = join(import.meta.dirname, 'src');

/** Writes index.html, app.js, app.css, icon.svg and chunks into `outFolder`, which it empties first. Rejects on errors in the source. */
export async function buildConsole(outFolder) {
  await rm(outFolder, { recursive: true, force: true });
  await mkdir(outFolder, { recursive: true });
  await build({
    entryPoints: [
      { in: join(source, 'main.tsx'), out: 'app' },
      { in: join(source, 'styles/index.css'), out: 'app' },
    ],
    outdir: outFolder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'linked',
    chunkNames: 'chunk-[name]-[hash]',
    logLevel: 'warning',
  });
  for (const file of ['index.html', 'icon.svg'])
    await cp(join(source, file), join(outFolder, file));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await buildConsole(join(import.meta.dirname, '../../dist/apps/console'));
