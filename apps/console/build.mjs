// Bundles the page. app.js, what it imports and app.css are all that a first look loads; the rest are chunks that come later.
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const source = join(import.meta.dirname, 'src');
const COPIED = ['index.html', 'icon.svg'];
/** What the bundle is made of, besides the packages that the lock file names. */
const INPUTS = [
  `${source}/**/*.{ts,tsx,css,html,svg}`,
  `${import.meta.dirname}/build.mjs`,
  join(import.meta.dirname, '../../package-lock.json'),
  join(import.meta.dirname, '../../libs/watchlist/rule-file.schema.json'),
];

const options = {
  entryPoints: [
    { in: join(source, 'main.tsx'), out: 'app' },
    { in: join(source, 'styles/index.css'), out: 'app' },
  ],
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  legalComments: 'none',
  chunkNames: 'chunk-[name]-[hash]',
  logLevel: 'warning',
  write: false,
  metafile: true,
};

/**
 * Writes index.html, app.js, app.css, icon.svg and chunks into `outFolder`, unless they are there and of the source as it is.
 * Rejects on errors in the source.
 */
export async function buildConsole(outFolder) {
  // Beside the folder, because everything in it is served.
  const stampFile = `${outFolder}.stamp`;
  const stamp = stampOfSource();
  if (readIfThere(stampFile) === stamp && readIfThere(join(outFolder, 'app.js'))) return;
  const { outputFiles } = await bundle(outFolder);
  mkdirSync(outFolder, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  for (const name of COPIED) writeFileSync(join(outFolder, name), readFileSync(join(source, name)));
  const written = new Set([...outputFiles.map(({ path }) => basename(path)), ...COPIED]);
  for (const path of globSync(`${outFolder}/*`)) if (!written.has(basename(path))) rmSync(path);
  writeFileSync(stampFile, stamp);
}

/** esbuild's answer with the files' contents and what imports what. */
export const bundle = (outFolder) => build({ ...options, outdir: outFolder });

function stampOfSource() {
  const hash = createHash('sha256');
  for (const path of globSync(INPUTS).sort()) {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await buildConsole(join(import.meta.dirname, '../../dist/apps/console'));
