import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import type { Place } from '../deliveries/place.ts';
import { type JudgeOptions, JUDGEMENTS, type Judging } from './options.ts';

const MEANING: Readonly<Record<Judging, string>> = {
  confirm: 'the match is right, and somebody takes care of it',
  dismiss: 'the match is wrong or does not matter',
  resolve: 'what it showed was taken care of',
  reopen: 'nobody has judged it after all',
};

export function alertsCommand<P>(place: Place<P>, io: Io, exit: Exit): Command {
  const command = new Command('alerts')
    .summary('judge what was found, which ends reminders')
    .description(
      'say whether an alert was right; ends its reminders and escalation, mutes nothing',
    );
  for (const verdict of Object.keys(JUDGEMENTS) as Judging[]) {
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
            await place.use(options, io, (store) =>
              judge(store, verdict, images, options, { ...io, command: place.command }),
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
