import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The folder with PostgreSQL's `initdb` and `postgres`; `undefined` if it is not installed. Debian keeps it out of the PATH. */
export function findBinaries(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['GLYPHWATCH_POSTGRES_BIN'];
  const onPath = (env['PATH'] ?? '').split(delimiter);
  const ofDebian = globSync('/usr/lib/postgresql/*/bin').toSorted(
    (a, b) => versionIn(b) - versionIn(a),
  );
  return (named ? [named] : [...onPath, ...ofDebian]).find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
}

function versionIn(folder: string): number {
  return Number(/\d+/.exec(folder)?.[0]);
}
