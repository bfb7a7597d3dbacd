// Prints what a first look loads, compressed as servers compress it, and fails if that is more than GOAL.
import { join, basename } from 'node:path';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { pathToFileURL } from 'node:url';
import { bundle } from './build.mjs';

/** Bytes. */
export const GOAL = 40_000;

/** `[name, compressed bytes]` of each file of a first look, and of all chunks that come later together. */
export async function measureFirstLoad() {
  const out = join(import.meta.dirname, 'dist');
  const { outputFiles, metafile } = await bundle(out);
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([path, file]) => [basename(path), file]),
  );
  const first = new Set(['app.css']);
  const visit = (name) => {
    if (first.has(name)) return;
    first.add(name);
    for (const { path, kind } of outputs.get(name).imports)
      if (kind === 'import-statement') visit(basename(path));
  };
  visit('app.js');
  const sizes = outputFiles.map(({ path, contents }) => [basename(path), sizeOf(contents)]);
  const copied = ['index.html', 'icon.svg'].map((name) => [
    name,
    sizeOf(readFileSync(join(import.meta.dirname, 'src', name))),
  ]);
  return {
    first: [...copied, ...sizes.filter(([name]) => first.has(name))],
    later: sizes.filter(([name]) => !first.has(name)),
  };
}

const sizeOf = (contents) => gzipSync(contents, { level: 9 }).length;

export const sum = (sizes) => sizes.reduce((total, [, size]) => total + size, 0);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { first, later } = await measureFirstLoad();
  const print = (title, sizes) => {
    process.stdout.write(`${title}: ${sum(sizes)} bytes, compressed\n`);
    for (const [name, size] of sizes.toSorted((a, b) => b[1] - a[1]))
      process.stdout.write(`  ${String(size).padStart(7)}  ${name}\n`);
  };
  print('First load', first);
  print('Later', later);
  process.exitCode = sum(first) <= GOAL ? 0 : 1;
}
