// Prints the time from the start of the function's process until it asks for its first event and until it has answered it,
// compared with two tutorial handlers. Fails if a limit is exceeded:
//   npx node tools/bench/pipeline/cold-start.ts [RUNS]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventBridgeEvent, sqsRecord } from '@glyphwatch/pipeline/testing';
import { startCannedServices } from './canned-services.ts';
import { buildFunctions, type MeasuredFunction, start } from './functions.ts';
import { median } from './median.ts';

const RUNS = Number(process.argv[2] ?? 15);
const MAX_OF_PYTHON = 0.45;
const MAX_OF_PLAIN = 1;
/** So that moving work from the start to the first event does not count as an improvement. */
const MAX_WITH_FIRST_EVENT = 1.3;

interface Times {
  /** Milliseconds from the start of the process. */
  readonly asked: number[];
  readonly answered: number[];
}

const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-bench-'));
const services = await startCannedServices();
let images = 0;

async function measure(measured: MeasuredFunction, { asked, answered }: Times): Promise<void> {
  const event = { Records: [sqsRecord(eventBridgeEvent({ key: `image-${(images += 1)}.png` }))] };
  const startedAt = performance.now();
  const running = await start(measured, services.env);
  await running.api.asked;
  asked.push(performance.now() - startedAt);
  await running.api.invoke(event);
  answered.push(performance.now() - startedAt);
  await running.stop();
}

try {
  const { pipeline, plain, python } = await buildFunctions(folder);
  if (!python) console.log('python3 with boto3 not found: skipping that comparison.');
  const all = [pipeline, plain, ...(python ? [python] : [])];
  const times = new Map(all.map((one) => [one, { asked: [], answered: [] } as Times]));
  const timesOf = (one: MeasuredFunction): Times => times.get(one) ?? { asked: [], answered: [] };
  // A warm-up run of each, so that all files are in the system's cache.
  for (const one of all) await measure(one, { asked: [], answered: [] });
  for (let run = 0; run < RUNS; run += 1) for (const one of all) await measure(one, timesOf(one));

  console.log(
    `Medians of ${RUNS} interleaved runs, in milliseconds from the start of the process:`,
  );
  for (const one of all) {
    const { asked, answered } = timesOf(one);
    console.log(
      `  ${one.name.padEnd(17)} first event requested ${median(asked).toFixed(0).padStart(4)}, ` +
        `answered ${median(answered).toFixed(0).padStart(4)}`,
    );
  }
  const check = (what: keyof Times, other: MeasuredFunction, most: number): boolean => {
    const ratio = median(timesOf(pipeline)[what]) / median(timesOf(other)[what]);
    const until = what === 'asked' ? 'until requested' : 'until answered';
    console.log(`  ${until}: ${ratio.toFixed(2)} of ${other.name}, limit ${most}`);
    return ratio <= most;
  };
  const checks = [
    check('asked', plain, MAX_OF_PLAIN),
    check('answered', plain, MAX_WITH_FIRST_EVENT),
    ...(python ? [check('asked', python, MAX_OF_PYTHON)] : []),
  ];
  process.exitCode = checks.every(Boolean) ? 0 : 1;
} finally {
  await services.close();
  rmSync(folder, { recursive: true, force: true });
}
