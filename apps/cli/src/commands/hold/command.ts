import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import type { Place } from '../deliveries/place.ts';
import { formatOption } from '../shared-options.ts';
import type { AddHoldOptions, ListHoldsOptions } from './options.ts';

export function holdCommand<P>(place: Place<P>, io: Io, exit: Exit): Command {
  return new Command('hold')
    .summary('keep what must not be deleted')
    .description('keep results, matches and history from being purged or forgotten')
    .addCommand(addCommand(place, io, exit))
    .addCommand(listCommand(place, io, exit))
    .addCommand(removeCommand(place, io, exit))
    .addHelpText(
      'afterAll',
      `
Examples:
  ${place.command} hold add --rule banned-word --because 'case 12'
  ${place.command} hold list`,
    );
}

function addCommand<P>(place: Place<P>, io: Io, exit: Exit): Command {
  return place
    .withPlace(new Command('add'))
    .description('hold an image, or all images that a rule ever matched or will match')
    .option('--rule <id>', 'the rule')
    .option('--image <image>', 'the image')
    .requiredOption('--because <reason>', 'why; kept with your name')
    .option('--by <name>', 'who you are (default: your user name)')
    .action(async (options: P & AddHoldOptions) => {
      const { addHold } = await import('./run.ts');
      exit(
        await place.use(options, io, (store) => addHold(store, options, place, io), { adds: true }),
      );
    });
}

function listCommand<P>(place: Place<P>, io: Io, exit: Exit): Command {
  return place
    .withPlace(new Command('list'))
    .description('list the holds, oldest first')
    .addOption(formatOption(['table', 'json']))
    .action(async (options: P & ListHoldsOptions) => {
      const { listHolds } = await import('./run.ts');
      exit(await place.use(options, io, ({ results }) => listHolds(results, options, io)));
    });
}

function removeCommand<P>(place: Place<P>, io: Io, exit: Exit): Command {
  return place
    .withPlace(new Command('remove'))
    .description('end a hold; what is old enough is purged from then on')
    .argument('<id>', 'as list shows it')
    .action(async (id: string, options: P) => {
      const { removeHold } = await import('./run.ts');
      exit(await place.use(options, io, ({ results }) => removeHold(results, id, place, io)));
    });
}
