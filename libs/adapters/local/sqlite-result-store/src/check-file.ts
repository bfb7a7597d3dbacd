import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isGlyphwatchError } from '@glyphwatch/domain';
import { type Finding, findingsOf } from '@glyphwatch/provider';
import { Database } from './database.ts';

const { ok, problem } = findingsOf('sqlite');
const FIX = 'allow writing to it, or name another file';

/** Neither creates nor upgrades it. */
export function checkFile(file: string): readonly Finding[] {
  if (!existsSync(file)) return [whetherItCanBeMade(file)];
  // Beside it are the files of its write-ahead log.
  if (!isWritable(file) || !isWritable(dirname(file))) {
    return [problem(`${file} or its folder is not writable`, FIX)];
  }
  const database = new Database(file, { readOnly: true });
  try {
    database.open();
    return [ok(`${file} is readable and writable`)];
  } catch (error) {
    if (!isGlyphwatchError(error)) throw error;
    return [problem(error.message)];
  } finally {
    database.close();
  }
}

function whetherItCanBeMade(file: string): Finding {
  let folder = dirname(file);
  while (!existsSync(folder)) folder = dirname(folder);
  return statSync(folder).isDirectory() && isWritable(folder)
    ? ok(`the first scan creates ${file}`)
    : problem(`${file} cannot be created: ${folder} is not a writable folder`, FIX);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
