import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { invalid } from '../../terminal/invalid.ts';
import { showName } from '../../terminal/show.ts';

/** Writes the file and its folder. Resolves to false, without writing, if the file exists and `force` is not given. */
export function writeOnce(path: string, text: string, force: boolean): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: force ? 'w' : 'wx' });
    return true;
  } catch (cause) {
    if (Object(cause).code === 'EEXIST') return false;
    throw invalid(
      `${showName(path)} cannot be written (${cause instanceof Error ? cause.message : String(cause)}). Choose a folder that you can write to.`,
      cause,
    );
  }
}
