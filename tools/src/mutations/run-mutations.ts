import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cloneRepository } from '../testing/clone-repository.ts';
import { mutated, MUTATIONS } from './index.ts';
import type { Mutation } from './mutation.ts';
import { noticedBy } from './verdict.ts';

/*
 * npx nx run tools:mutations [-- --file PART] [--survivors] [--workers 2]
 *
 * Takes one guard away at a time, in a copy of the sources, and prints which test notices; exit code 1 if none does. `--file`:
 * only of files whose path has this part; `--survivors`: only those that survived once, as CI does.
 */

const { values } = parseArgs({
  options: {
    file: { type: 'string', default: '' },
    survivors: { type: 'boolean', default: false },
    workers: { type: 'string', default: '1' },
  },
});
const chosen = MUTATIONS.filter(
  ({ file, survivedOnce = false }) =>
    file.includes(values.file) && (survivedOnce || !values.survivors),
);

let survived = 0;

async function work(waiting: Iterator<[number, Mutation]>): Promise<void> {
  const copy = cloneRepository();
  try {
    for (let next = waiting.next(); !next.done; next = waiting.next()) {
      const [index, mutation] = next.value;
      const { file, why, equivalent } = mutation;
      mutated(mutation, copy);
      const noticed = equivalent === undefined ? await noticedBy(mutation, copy) : undefined;
      if (equivalent === undefined && noticed === undefined) survived += 1;
      const verdict =
        equivalent === undefined ? (noticed ?? 'SURVIVES') : `equivalent: ${equivalent}`;
      console.log(`${index + 1}. ${file}: ${why}\n   ${verdict}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const waiting = chosen.entries();
await Promise.all(Array.from({ length: Number(values.workers) }, () => work(waiting)));
console.log(`${chosen.length} mutations, ${survived} survive`);
process.exitCode = survived > 0 ? 1 : 0;
