import { join, relative, resolve, sep } from 'node:path';
import { INITIAL_RULE_FILE } from '@glyphwatch/watchlist';
import { SETTINGS_FILE } from '../../settings/file-names.ts';
import { settingsFile } from '../../settings/read-config.ts';
import { confirm, hasTerminal } from '../../terminal/confirm.ts';
import { EXIT } from '../../terminal/exit-codes.ts';
import { write, type Io } from '../../terminal/io.ts';
import { shellWord } from '../../terminal/shell-word.ts';
import { showName } from '../../terminal/show.ts';
import { ignoreStore } from './ignore-store.ts';
import { initialSettings } from './initial-settings.ts';
import type { InitOptions } from './options.ts';
import { writeOnce } from './write-once.ts';

/** Never changes a file that exists, unless `force` is given; running it again adds what is missing. */
export async function runInit(
  file: string,
  { force = false, yes = false }: InitOptions,
  io: Io,
): Promise<number> {
  const question = `Write ${showName(file)} and ${SETTINGS_FILE} in this folder?`;
  if (!yes && hasTerminal(io) && !(await confirm(question, io, true))) return EXIT.done;
  const rules = resolve(io.cwd, file);
  const written = writeOnce(rules, INITIAL_RULE_FILE, force);
  const said = [
    written ? `Wrote ${showName(file)}.` : left(showName(file)),
    writeSettings(relative(io.cwd, rules), force, io.cwd),
    ...(ignoreStore(join(io.cwd, '.gitignore')) ? ['Added .glyphwatch/ to .gitignore.'] : []),
    `List the phrases to watch for in ${showName(file)}, then run:`,
    `  glyphwatch scan YOUR-FOLDER --rules ${shellWord(file)}`,
  ];
  await write(io.stdout, `${said.join('\n')}\n`);
  return EXIT.done;
}

/** Settings of a folder above apply here, too; another file would hide them. */
function writeSettings(rules: string, force: boolean, cwd: string): string {
  const own = join(cwd, SETTINGS_FILE);
  const inForce = settingsFile(undefined, cwd);
  if (inForce !== undefined && inForce !== own) {
    return `${showName(inForce)} applies here, too, so no ${SETTINGS_FILE} was written.`;
  }
  const text = initialSettings(rules.split(sep).join('/'));
  return writeOnce(own, text, force) ? `Wrote ${SETTINGS_FILE}.` : left(SETTINGS_FILE);
}

function left(name: string): string {
  return `${name} exists and was left as it is (--force overwrites it).`;
}
