import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import { INITIAL_RULE_FILE } from '@glyphwatch/watchlist';
import { EXIT } from '../../terminal/exit-codes.ts';
import { write, type Io } from '../../terminal/io.ts';
import { showName } from '../../terminal/show.ts';
import { invalid } from '../../terminal/invalid.ts';
import type { InitOptions } from './options.ts';

export async function runInit(file: string, { force }: InitOptions, io: Io): Promise<number> {
  const path = resolve(io.cwd, file);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, INITIAL_RULE_FILE, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    throw explain(error, file);
  }
  const name = showName(file);
  await write(
    io.stdout,
    `Wrote ${name}. List in it the phrases you watch for, then run:\n  glyphwatch scan YOUR-FOLDER --rules ${name}\n`,
  );
  return EXIT.done;
}

function explain(cause: unknown, file: string): GlyphwatchError {
  const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
  const message = exists
    ? `${file} already exists. Choose another name, or overwrite it with --force.`
    : `${file} cannot be written (${cause instanceof Error ? cause.message : String(cause)}). Choose a file in a folder that you can write to.`;
  return invalid(message, cause);
}
