/*
 * Lives through histories of the simulator on the adapters of real tables: npx nx run local-stack:simulate -- --help
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { liveOn } from './live-on.ts';
import { type Store, STORES } from './real-tables.ts';

interface Options {
  readonly store: Store;
  readonly seed: number;
  readonly histories: number;
}

const HELP = `
sqlite is a file; dynamodb is an emulator behind a proxy that drops, delays and resets 3 % of all requests, half of them after they took
effect. Faults of whole calls, deaths and standstills are those of pipeline:simulate, and so is what must be true in the end.
Exit codes: 0 all is true, 1 something is not, 2 invalid options.`;

async function main(args: readonly string[]): Promise<number> {
  const { store, seed, histories } = new Command('local-stack:simulate')
    .description('Lives through histories of the simulator on the adapters of real tables.')
    .addOption(
      new Option('--store <name>', 'which adapter').choices(Object.keys(STORES)).default('sqlite'),
    )
    .option('--seed <n>', 'of the first history', toNumber, 1)
    .option('--histories <n>', 'how many', toNumber, 20)
    .addHelpText('after', HELP)
    .exitOverride()
    .parse([...args], { from: 'user' })
    .opts<Options>();
  const total = { deliveries: 0, calls: 0, faults: 0, broken: 0 };
  for (let at = seed; at < seed + histories; at += 1) {
    const { violations, deliveries, calls, faults } = await liveOn(store, at);
    total.deliveries += deliveries;
    total.calls += calls;
    total.faults += faults;
    if (violations.length === 0) continue;
    total.broken += 1;
    console.error(`seed ${at}: ${violations.join('; ')}`);
  }
  const { deliveries, calls, faults, broken } = total;
  console.log(
    `${store}: ${histories} histories from seed ${seed}, ${deliveries} deliveries, ${calls} calls of ports, ${faults} faults of the wire: ${broken} broken`,
  );
  return broken > 0 ? 1 : 0;
}

function toNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number.');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
