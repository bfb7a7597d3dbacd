import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import { pointInTime } from '../../option-values.ts';
import { formatOption, withStoreOptions } from '../../shared-options.ts';
import type { ReplayOptions } from './options.ts';

export function replayCommand(io: Io, exit: Exit): Command {
  const command = new Command('replay')
    .description('forecast what changed rules would have matched in stored text')
    .requiredOption('-r, --rules <file>', 'the new rule file')
    .option(
      '--since <when>',
      'only images since then: an age (30d, 24h) or a date (2026-05-31)',
      (text) => pointInTime(text),
    )
    .option('--until <when>', 'only images until then: an age or a date', (text) =>
      pointInTime(text),
    )
    .option('--apply', 'store the new matches')
    .option('--notify', 'with --apply: also send notifications about them')
    .addOption(formatOption(['table', 'json']));
  return withStoreOptions(command).action(async (options: ReplayOptions) => {
    const { runRulesReplay } = await import('./run.ts');
    exit(await runRulesReplay(options, io));
  });
}
