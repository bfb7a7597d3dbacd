import { Command, Option } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import { countBetween, numberBetween } from '../../option-values.ts';
import { withStack } from '../with-stack.ts';
import { DEAD_LETTER_QUEUES, type DlqShowOptions, type RedriveOptions } from './options.ts';

export function dlqCommand(io: Io, exit: Exit): Command {
  return new Command('dlq')
    .summary('what could not be processed or delivered: show, redrive')
    .description(
      'manage the dead-letter queues, which hold what could not be processed or delivered: show, redrive',
    )
    .addCommand(showCommand(io, exit))
    .addCommand(redriveCommand(io, exit));
}

function showCommand(io: Io, exit: Exit): Command {
  return withStack(new Command('show'))
    .description('show dead letters and why they are there; nothing is moved')
    .addOption(queueOption())
    .option('-n, --limit <n>', 'maximum number from each queue', countBetween(1, 10_000), 100)
    .action(async (options: DlqShowOptions) => {
      const { runDlqShow } = await import('./run-show.ts');
      exit(await runDlqShow(options, io));
    });
}

function redriveCommand(io: Io, exit: Exit): Command {
  return withStack(new Command('redrive'))
    .description('send dead uploads and undelivered events through the pipeline again')
    .addOption(queueOption())
    .option('--notify-each', 'tell people as usual, instead of in one summary an hour')
    .option('--dry-run', 'only report what would be moved')
    .option('--rate <n>', 'maximum messages per second', numberBetween(0.1, 1000), 50)
    .action(async (options: RedriveOptions) => {
      const { runDlqRedrive } = await import('./run-redrive.ts');
      exit(await runDlqRedrive(options, io));
    });
}

function queueOption(): Option {
  return new Option(
    '--queue <queue>',
    'uploads: not processed; events: not delivered by EventBridge; messages: not delivered by SNS',
  ).choices(DEAD_LETTER_QUEUES);
}
