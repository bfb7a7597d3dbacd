import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The inputs of a target in the repository: examples of each kind, and what once broke it. */
export function corpusOf(target: string): Seed[] {
  const folder = join(import.meta.dirname, 'corpus', target);
  return globSync('*', { cwd: folder })
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}
