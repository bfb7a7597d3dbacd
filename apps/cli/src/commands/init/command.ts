import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import type { InitOptions } from './options.ts';

export function initCommand(io: Io, exit: Exit): Command {
  return new Command('init')
    .description('write a commented rule file to start from')
    .argument('[file]', 'the file to write', 'watch-rules.yaml')
    .option('--force', 'overwrite an existing file')
    .addHelpText('after', HELP)
    .action(async (file: string, options: InitOptions) => {
      const { runInit } = await import('./run.ts');
      exit(await runInit(file, options, io));
    });
}

const HELP = `
Examples:
  glyphwatch init
  glyphwatch init rules/gate.yaml`;
