import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import { formatOption } from '../../shared-options.ts';
import type { CheckOptions } from './options.ts';

export function checkCommand(io: Io, exit: Exit): Command {
  return new Command('check')
    .description('find every mistake in a rule file, with its line')
    .argument('[file]', 'the rule file; default: that of the settings')
    .option('--noise', 'how many false alarms to expect of each rule in 1,000 pictures')
    .addOption(formatOption(['table', 'json']))
    .action(async (file: string | undefined, options: CheckOptions) => {
      const { runRulesCheck } = await import('./run.ts');
      exit(await runRulesCheck(file, options, io));
    });
}
