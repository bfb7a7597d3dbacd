import { Command, Option } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { countBetween } from '../option-values.ts';
import { formatOption, withPeriodOptions } from '../shared-options.ts';
import type { ChangeOptions, ListDeliveriesOptions, WithdrawOptions } from './options.ts';
import type { Place } from './place.ts';

const STATES = ['waiting', 'told', 'refused', 'withdrawn'];

export function deliveriesCommand<P>(place: Place<P>, io: Io, exit: Exit): Command {
  return new Command('deliveries')
    .summary('what was told, and what waits')
    .description('see what channels were told and what waits, and why; retry or withdraw it')
    .addCommand(listCommand(place, io, exit))
    .addCommand(retryCommand(place, io, exit))
    .addCommand(withdrawCommand(place, io, exit))
    .addHelpText(
      'afterAll',
      `
Examples:
  ${place.command} deliveries list --state waiting
  ${place.command} deliveries retry --channel mail
  ${place.command} deliveries withdraw --rule gate --because 'a drill' --yes`,
    );
}

function listCommand<P>(place: Place<P>, io: Io, exit: Exit): Command {
  const command = place
    .withPlace(new Command('list'))
    .description('list deliveries, newest first, one line a message; times are UTC')
    .addOption(new Option('--state <state>', 'only in this state').choices(STATES));
  return withPeriodOptions(withWhich(command), 'deliveries')
    .option('-n, --limit <n>', 'at most this many, 1 to 1000', countBetween(1, 1000), 1000)
    .addOption(formatOption(['table', 'json']))
    .action(async (options: P & ListDeliveriesOptions) => {
      const { listDeliveries } = await import('./run.ts');
      exit(
        await place.use(options, io, ({ deliveries }) => listDeliveries(deliveries, options, io)),
      );
    });
}

function retryCommand<P>(place: Place<P>, io: Io, exit: Exit): Command {
  return withWhich(place.withPlace(new Command('retry')))
    .description('send again what a channel refused, or did not take for three days')
    .argument('[id...]', 'ids, as list --format json shows them; default: all')
    .option('--by <name>', 'who you are (default: your user name)')
    .action(async (ids: string[], options: P & ChangeOptions) => {
      const { retryDeliveries } = await import('./run.ts');
      exit(
        await place.use(options, io, ({ deliveries: all }) =>
          retryDeliveries(all, ids, options, io),
        ),
      );
    });
}

function withdrawCommand<P>(place: Place<P>, io: Io, exit: Exit): Command {
  return withWhich(place.withPlace(new Command('withdraw')))
    .description('never tell what waits; it stays in the list, with your reason')
    .argument('[id...]', 'ids, as list --format json shows them; default: all that waits')
    .requiredOption('--because <reason>', 'why; kept with your name')
    .option('--by <name>', 'who you are (default: your user name)')
    .option('-y, --yes', 'do not ask')
    .action(async (ids: string[], options: P & WithdrawOptions) => {
      const { withdrawDeliveries } = await import('./run.ts');
      exit(
        await place.use(options, io, ({ deliveries: all }) =>
          withdrawDeliveries(all, ids, options, io),
        ),
      );
    });
}

function withWhich(command: Command): Command {
  return command
    .option('--channel <name>', 'only of this channel')
    .option('--rule <id>', 'only about this rule');
}
