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

type Kind = keyof typeof KINDS;

export function silenceCommand<P>(place: Place<P>, io: Io, exit: Exit): Command {
  const command = new Command('silence')
    .summary('mute a rule, folder or channel for a while')
    .description('mute a rule, folder or channel for a while; one summary follows at its end');
  for (const kind of ['rule', 'folder', 'channel'] as const) {
    command.addCommand(muteCommand(kind, place, io, exit));
  }
  return command
    .addCommand(
      place
        .withPlace(new Command('list'))
        .description('list the silences in force')
        .action(async (options: P) => {
          const { listSilences } = await import('./run.ts');
          const zone = await place.zone?.(options, io);
          const shown = { ...io, zone };
          exit(await place.use(options, io, ({ deliveries: all }) => listSilences(all, shown)));
        }),
    )
    .addCommand(
      place
        .withPlace(new Command('end'))
        .description('end a silence now; what was silenced is told')
        .argument('<id>', 'as list shows it')
        .action(async (id: string, options: P) => {
          const { endSilence } = await import('./run.ts');
          exit(
            await place.use(options, io, ({ deliveries: all }) =>
              endSilence(all, id, place.command, io),
            ),
          );
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

function muteCommand<P>(kind: Kind, place: Place<P>, io: Io, exit: Exit): Command {
  const [argument, which] = KINDS[kind];
  return place
    .withPlace(new Command(kind))
    .description(`silence ${which}`)
    .argument(argument)
    .requiredOption('--for <time>', 'how long: 30m, 2h or 7d; at most 30 days', longDuration)
    .requiredOption('--because <reason>', 'why; kept with your name')
    .option('--by <name>', 'who you are (default: your user name)')
    .option('--even-if-critical', 'mute critical matches, too; they are told at once otherwise')
    .action(async (typed: string, options: P & SilenceOptions) => {
      const { silence, warnOfUnknown } = await import('./run.ts');
      const value = kind === 'folder' ? place.folder(typed, io) : typed;
      const zone = await place.zone?.(options, io);
      const known = kind === 'folder' ? undefined : await place.known?.(kind, options, io);
      const { command } = place;
      const code = await place.use(
        options,
        io,
        ({ deliveries: all }) =>
          silence(all, { of: kind, value }, options, { ...io, command, zone }),
        { adds: true },
      );
      warnOfUnknown({ of: kind, value }, known, io);
      exit(code);
    });
}
