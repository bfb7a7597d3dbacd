import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Tells runs on one store that others are alive: a file beside the store for each, named after its process. A run that
 * was killed leaves its file behind, but not its process. Being wrong is harmless: results are fenced, an image is at
 * worst read twice.
 */
export interface RunMark {
  othersRun(): boolean;
  remove(): void;
}

export function markRun(store: string, pid: number = process.pid): RunMark {
  const folder = dirname(store);
  const prefix = `${basename(store)}.run-`;
  const mine = join(folder, `${prefix}${pid}`);
  writeFileSync(mine, '', { mode: 0o600 });
  const othersRun = (): boolean =>
    readdirSync(folder)
      .filter((name) => name.startsWith(prefix) && name !== basename(mine))
      .some((name) => isAlive(Number(name.slice(prefix.length))) || forget(join(folder, name)));
  return { othersRun, remove: () => rmSync(mine, { force: true }) };
}

export const ALONE: RunMark = { othersRun: () => false, remove: () => {} };

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function forget(mark: string): false {
  rmSync(mark, { force: true });
  return false;
}
