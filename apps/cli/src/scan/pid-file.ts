import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Lets runs on one store see each other: each puts a file beside the store, named after its process. A killed run leaves
 * its file behind, but no process; the next one removes it. A wrong answer is harmless: writes are fenced by the owner of the claim, so at worst
 * an image is read twice.
 */
export interface PidFile {
  hasOtherRuns(): boolean;
  remove(): void;
}

export function openPidFile(store: string, pid: number = process.pid): PidFile {
  const folder = dirname(store);
  const prefix = `${basename(store)}.run-`;
  const mine = join(folder, `${prefix}${pid}`);
  // Its name can be guessed, so a link may be in its place.
  rmSync(mine, { force: true });
  writeFileSync(mine, '', { mode: 0o600, flag: 'wx' });
  const others = () =>
    readdirSync(folder).filter((name) => name.startsWith(prefix) && name !== basename(mine));
  const isRunning = (name: string) => isAlive(Number(name.slice(prefix.length)));
  for (const name of others()) if (!isRunning(name)) rmSync(join(folder, name), { force: true });
  return {
    hasOtherRuns: () => others().some(isRunning),
    remove: () => rmSync(mine, { force: true }),
  };
}

/** A store in memory is never shared. */
export const NO_PID_FILE: PidFile = { hasOtherRuns: () => false, remove: () => {} };

/** Runs on other machines cannot be seen, so notifications that are held may be theirs. */
export const RUNS_ANYWHERE: PidFile = { hasOtherRuns: () => true, remove: () => {} };

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
