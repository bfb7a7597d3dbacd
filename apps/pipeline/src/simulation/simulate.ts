import { parseArgs } from 'node:util';
import { FaultTable } from './fault-table.ts';
import { History } from './history.ts';
import { numbersOf, shrunk } from './seeds.ts';

const HELP = `npx nx run pipeline:simulate -- [--seed N] [--histories N]

Lives through N histories (default 1000) with the seeds from N on (default 1). Prints what each violates, and how often each call met
each fault; one history alone is also shown in its shortest form. Exit code 1 if anything is violated, 2 if the call is wrong.`;

const { seed: first, histories } = optionsOf(process.argv.slice(2));
// Many histories throw many errors, and nobody looks at their stacks.
Error.stackTraceLimit = 0;

let deliveries = 0;
let calls = 0;
let broken = 0;
const faults = new FaultTable();
const started = performance.now();
for (let seed = first; seed < first + histories; seed += 1) {
  const history = new History(numbersOf(seed));
  const violations = await history.live();
  deliveries += history.deliveries;
  calls += history.calls;
  faults.add(history.faults);
  if (violations.length === 0) continue;
  broken += 1;
  console.error(`seed ${seed}: ${violations.join('; ')}`);
  if (histories === 1) await explain(seed);
}
const wall = (performance.now() - started) / 1000;
const cpu = process.cpuUsage().user / 1e6;
console.log(
  `${histories} histories from seed ${first}: ${broken} broken. ` +
    `${deliveries} deliveries, ${calls} calls of ports in ${wall.toFixed(1)} s, ${cpu.toFixed(1)} s of CPU: ` +
    `${Math.round(histories / cpu)} histories and ${Math.round(deliveries / cpu)} deliveries a second of CPU`,
);
if (histories > 1) console.log(faults.toString());
if (broken > 0 && histories > 1) console.log('Replay one: --seed N --histories 1');
process.exitCode = broken > 0 ? 1 : 0;

async function explain(seed: number): Promise<void> {
  const { told, weather, violates } = await shrunk(seed);
  console.error(['', 'Shrunk:', JSON.stringify(weather), ...told, ...violates].join('\n'));
}

function optionsOf(args: string[]): { readonly seed: number; readonly histories: number } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        seed: { type: 'string', default: '1' },
        histories: { type: 'string', default: '1000' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    return { seed: wholeNumber(values.seed), histories: wholeNumber(values.histories) };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : 'The call is wrong.'}\n\n${HELP}`);
    process.exit(2);
  }
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`"${text}" is not a whole number.`);
}
