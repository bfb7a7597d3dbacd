import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import type { Place } from '../deliveries/place.ts';
import { longDuration } from '../option-values.ts';
import type { SilenceOptions } from './options.ts';

const KINDS = {
  rule: ['<id>', 'a rule; a match of another rule in the same image is still told'],
  folder: ['<folder>', 'the images in a folder and below it'],
  channel: ['<name>', 'a channel, unless it is told each match'],
} as const;

export function silenceCommand<P>(place: Place<P>, io: Io, exit: Exit): Command {
  const command = new Command('silence')
    .summary('mute a rule, folder or channel for a while')
    .description('mute a rule, folder or channel for a while; one summary follows at its end');
  for (const kind of ['rule', 'folder', 'channel'] as const) {
    const [argument, which] = KINDS[kind];
    command.addCommand(
      place
        .withPlace(new Command(kind))
        .description(`silence ${which}`)
        .argument(argument)
        .requiredOption('--for <time>', 'how long: 30m, 2h or 7d; at most 30 days', longDuration)
        .requiredOption('--because <reason>', 'why; kept with your name')
        .option('--by <name>', 'who you are (default: your user name)')
        .option('--even-if-critical', 'mute critical matches, too; they are told at once otherwise')
        .action(async (typed: string, options: P & SilenceOptions) => {
          const { silence } = await import('./run.ts');
          const value = kind === 'folder' ? place.folder(typed, io) : typed;
          exit(
            await place.use(options, io, (all) =>
              silence(all, { of: kind, value }, options, { ...io, command: place.command }),
            ),
          );
        }),
    );
  }
  return command
    .addCommand(
      place
        .withPlace(new Command('list'))
        .description('list the silences in force')
        .action(async (options: P) => {
          const { listSilences } = await import('./run.ts');
          exit(await place.use(options, io, (all) => listSilences(all, io)));
        }),
    )
    .addCommand(
      place
        .withPlace(new Command('end'))
        .description('end a silence now; what was silenced is told')
        .argument('<id>', 'as list shows it')
        .action(async (id: string, options: P) => {
          const { endSilence } = await import('./run.ts');
          exit(await place.use(options, io, (all) => endSilence(all, id, place.command, io)));
        }),
    )
    .addHelpText(
      'afterAll',
      `
Examples:
  ${place.command} silence rule banned-word --for 2h --because reprint
  ${place.command} silence list`,
    );
}
