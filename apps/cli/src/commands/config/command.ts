import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { formatOption, withStoreOptions } from '../shared-options.ts';
import type { ShowConfigOptions } from './options.ts';
import { passwordCommand } from './password/command.ts';

export function configCommand(io: Io, exit: Exit): Command {
  return withStoreOptions(new Command('config'))
    .summary('show the settings in force, and their source')
    .description('show the settings in force and where they come from')
    .argument('[target...]', 'what you would scan: settings files among it are named, not used')
    .addOption(formatOption(['table', 'json']))
    .addCommand(passwordCommand(io, exit))
    .addHelpText('after', HELP)
    .action(async (targets: string[], options: ShowConfigOptions) => {
      const { runConfig } = await import('./run.ts');
      exit(await runConfig(targets, options, io));
    });
}

const HELP = `
Secrets are never shown.

Examples:
  glyphwatch config
  glyphwatch config photos --format json`;
