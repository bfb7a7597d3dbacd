import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How the sources name the file of a thread or process. */
const WORKER = /new URL\("\.\/([\w-]+)\.ts",/g;

/** Both run built files: names them in the code, and as imports of the files that start them. */
export async function linkWorkers(out, outputs) {
  for (const [file, { imports }] of Object.entries(outputs)) {
    const path = join(out, file);
    const code = await readFile(path, 'utf8');
    const workers = [...code.matchAll(WORKER)].map(([, name]) => `${name}.js`);
    for (const worker of workers) {
      if (!(worker in outputs)) throw new Error(`${file} starts ${worker}, which is not built.`);
      imports.push({ path: worker, kind: 'worker' });
    }
    if (workers.length > 0) await writeFile(path, code.replace(WORKER, 'new URL("./$1.js",'));
  }
}
