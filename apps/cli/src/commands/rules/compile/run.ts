import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { writeCompiled, type SourceFile } from '@glyphwatch/watchlist';
import { RuleFolder } from '@glyphwatch/watchlist/disk';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { count, showName } from '../../../terminal/show.ts';
import { readValidRuleFile } from '../read-rule-file.ts';
import type { CompileOptions } from './options.ts';

export async function runRulesCompile(
  file: string,
  { output = `${file}.gwlist` }: CompileOptions,
  io: Io,
): Promise<number> {
  const folder = new RuleFolder(file, io.cwd);
  const ruleSet = readValidRuleFile(file, io.cwd, {}, folder);
  const root = resolve(io.cwd, file);
  // The rule file was read first.
  const sources = [...folder.texts].map(([path, text]) => sourceOf(path, text, dirname(root)));
  const compiled = writeCompiled(ruleSet, sources);
  writeFileSync(resolve(io.cwd, output), compiled);
  const rules = count(ruleSet.rules.length, 'rule');
  await write(io.stdout, `${showName(output)}: ${rules}, ${count(compiled.length, 'byte')}\n`);
  return EXIT.done;
}

/** The hash of what was read, not of what the file may say by now: text that is not UTF-8 is refused. */
function sourceOf(path: string, text: string, folder: string): SourceFile {
  return {
    path: relative(folder, path).split(sep).join('/'),
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}
