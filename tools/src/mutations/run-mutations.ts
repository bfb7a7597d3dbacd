/*
 * Takes one guard away at a time, in a copy of the sources, and prints which test notices: npx nx run tools:mutations -- --help
 */
import { rmSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { cloneRepository } from '../testing/clone-repository.ts';
import { mutated, MUTATIONS } from './index.ts';
import type { Mutation } from './mutation.ts';
import { noticedBy } from './verdict.ts';

interface Options {
  readonly file: string;
  readonly survivors: boolean;
  readonly workers: number;
}

const HELP = `
The list is in tools/src/mutations; all of it takes hours. Exit codes: 0 all were noticed, 1 one survived, 2 invalid options.`;

async function main(args: readonly string[]): Promise<number> {
  const { file, survivors, workers } = new Command('tools:mutations')
    .description('Takes one guard away at a time, and prints which test notices.')
    .option('--file <part>', 'only of files whose path has this part', '')
    .option('--survivors', 'only those that survived once, as in CI', false)
    .option('--workers <n>', 'so many at once, each in a copy of its own', toCount, 1)
    .addHelpText('after', HELP)
    .exitOverride()
    .parse([...args], { from: 'user' })
    .opts<Options>();
  const chosen = MUTATIONS.filter(
    (mutation) => mutation.file.includes(file) && (mutation.survivedOnce || !survivors),
  );
  if (chosen.length === 0) {
    console.error('No mutation is of such a file.');
    return 2;
  }
  const waiting = chosen.entries();
  const survived = await Promise.all(Array.from({ length: workers }, () => work(waiting)));
  const total = survived.reduce((sum, one) => sum + one, 0);
  console.log(`${chosen.length} mutations, ${total} survive`);
  return total > 0 ? 1 : 0;
}

/** Resolves to how many survived. */
async function work(waiting: Iterator<[number, Mutation]>): Promise<number> {
  let survived = 0;
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
  return survived;
}

function toCount(text: string): number {
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new InvalidArgumentError('It is a whole number from 1 to 99.');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
