import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import type { Place } from '../deliveries/place.ts';
import { type JudgeOptions, type Verdict, VERDICTS } from './options.ts';

const MEANING: Readonly<Record<Verdict, string>> = {
  confirm: 'the match is right, and somebody takes care of it',
  dismiss: 'the match is wrong or does not matter',
};

export function alertsCommand<P>(place: Place<P>, io: Io, exit: Exit): Command {
  const command = new Command('alerts')
    .summary('confirm or dismiss, which ends reminders')
    .description('say whether an alert was right; ends its reminders and escalation');
  for (const verdict of VERDICTS) {
    command.addCommand(
      place
        .withPlace(new Command(verdict))
        .description(MEANING[verdict])
        .argument('<image...>', 'its path, or its imageId in deliveries list --format json')
        .option('--rule <id>', 'only what this rule matched')
        .option('--note <text>', 'for others; kept with your name')
        .option('--by <name>', 'who you are (default: your user name)')
        .action(async (images: string[], options: P & JudgeOptions) => {
          const { judge } = await import('./run.ts');
          exit(
            await place.use(options, io, ({ deliveries: all }) =>
              judge(all, verdict, images, options, { ...io, command: place.command }),
            ),
          );
        }),
    );
  }
  return command.addHelpText(
    'afterAll',
    `
Examples:
  ${place.command} alerts confirm photos/gate.png --note 'belt stopped'
  ${place.command} alerts dismiss photos/gate.png --rule gate`,
  );
}
