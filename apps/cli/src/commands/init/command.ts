import { Command } from 'commander';
import { DEFAULT_RULES_FILE } from '../../settings/file-names.ts';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import type { InitOptions } from './options.ts';

export function initCommand(io: Io, exit: Exit): Command {
  return new Command('init')
    .summary('write a commented rule file and settings file')
    .description('write a commented rule file and settings file to start from')
    .argument('[file]', 'the rule file', DEFAULT_RULES_FILE)
    .option('--force', 'overwrite existing files')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', HELP)
    .action(async (file: string, options: InitOptions) => {
      const { runInit } = await import('./run.ts');
      exit(await runInit(file, options, io));
    });
}

const HELP = `
The settings file is glyphwatch.yaml in this folder. Existing files are left
alone. A .gitignore gets a line for .glyphwatch/, where results are stored.

Examples:
  glyphwatch init
  glyphwatch init rules/gate.yaml --yes`;
