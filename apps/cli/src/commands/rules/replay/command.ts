import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import { formatOption, withPeriodOptions, withStoreOptions } from '../../shared-options.ts';
import type { ReplayOptions } from './options.ts';

export function replayCommand(io: Io, exit: Exit): Command {
  const command = new Command('replay')
    .description('forecast what changed rules would have matched in stored text')
    .option('-r, --rules <file>', 'the new rule file; default: that of the settings');
  withPeriodOptions(command, 'images')
    .option('--apply', 'store the new matches')
    .option('--notify', 'with --apply: also send notifications about them')
    .addOption(formatOption(['table', 'json']));
  return withStoreOptions(command).action(async (options: ReplayOptions) => {
    const { runRulesReplay } = await import('./run.ts');
    exit(await runRulesReplay(options, io));
  });
}
