import { Command } from 'commander';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import type { Io } from '../io.ts';

export interface InitOptions {
  readonly force?: boolean;
}

export function initCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('init')
    .description('write a commented rule file to start from')
    .argument('[file]', 'its name', 'watch-rules.yaml')
    .option('--force', 'overwrite what is there')
    .addHelpText('after', HELP)
    .action(async (file: string, options: InitOptions) => {
      const { runInit } = await import('../run-init.ts');
      exit(await runInit(file, options, io));
    });
}

const HELP = `
Examples:
  glyphwatch init
  glyphwatch init rules/gate.yaml
${EXIT_CODES_HELP}`;
