import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutation } from './mutation.ts';
import { OF_TELLING } from './of-telling.ts';
import { OF_THE_DOMAIN } from './of-the-domain.ts';
import { OF_THE_EDGES } from './of-the-edges.ts';

export const MUTATIONS: readonly Mutation[] = [...OF_THE_DOMAIN, ...OF_TELLING, ...OF_THE_EDGES];

/** The file with the mutation; fails unless its text occurs exactly once. */
export function mutated({ file, from, to }: Mutation, root: string): string {
  const source = readFileSync(join(root, file), 'utf8');
  const times = source.split(from).length - 1;
  if (times !== 1) {
    throw new Error(
      `${file} has this text ${times} times, not once. Adapt the mutation to the code as it is now:\n${from}`,
    );
  }
  return source.replace(from, () => to);
}
