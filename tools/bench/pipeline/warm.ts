// Prints the CPU time (user and system) per image of a warm function, compared with a plain handler for the same events.
// Fails if a limit is exceeded:
//   npx node tools/bench/pipeline/warm.ts [IMAGES [ROUNDS]]
// Linux only: it reads /proc.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventBridgeEvent, sqsRecord } from '@glyphwatch/pipeline/testing';
import { MATCHING, startCannedServices } from './canned-services.ts';
import { cpuMs } from './cpu-ms.ts';
import { buildFunctions, type MeasuredFunction, start, type Running } from './functions.ts';
import { median } from './median.ts';

const IMAGES = Number(process.argv[2] ?? 300);
const ROUNDS = Number(process.argv[3] ?? 5);
const WARM_UP = 50;
/** As in the template. */
const BATCH_SIZE = 10;

interface Case {
  readonly name: string;
  readonly prefix: string;
  readonly batch: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Limit, as a multiple of the plain handler's CPU time; only reported if absent. */
  readonly most?: number;
}

const OTHER = 'other/';
const BUS = { EVENT_BUS_NAME: 'glyphwatch' };
/** Lets the plain handler drop positions and confidences, which the pipeline stores. */
const TEXT_ONLY = { KEEP: 'text' };
const CASES: readonly Case[] = [
  { name: 'nothing matches', prefix: OTHER, batch: 1, most: 1.4 },
  { name: 'nothing matches', prefix: OTHER, batch: BATCH_SIZE, most: 1.4 },
  { name: 'a rule matches', prefix: MATCHING, batch: 1 },
  { name: 'a rule matches', prefix: MATCHING, batch: BATCH_SIZE },
  { name: 'nothing matches, both use a bus', prefix: OTHER, batch: BATCH_SIZE, env: BUS },
  { name: 'a rule matches, both use a bus', prefix: MATCHING, batch: BATCH_SIZE, env: BUS },
  { name: 'nothing matches, plain stores text', prefix: OTHER, batch: BATCH_SIZE, env: TEXT_ONLY },
  {
    name: 'a rule matches, plain stores text',
    prefix: MATCHING,
    batch: BATCH_SIZE,
    env: TEXT_ONLY,
  },
];

const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-bench-'));
const services = await startCannedServices();
let images = 0;

async function handle({ api }: Running, count: number, { prefix, batch }: Case): Promise<void> {
  for (let done = 0; done < count; done += batch) {
    const Records = Array.from({ length: Math.min(batch, count - done) }, () => {
      const number = (images += 1);
      return sqsRecord(eventBridgeEvent({ key: `${prefix}${number}.png` }), `m-${number}`);
    });
    const answer = JSON.stringify(await api.invoke({ Records }));
    if (answer.includes('itemIdentifier')) throw new Error(`Some records failed: ${answer}`);
  }
}

async function measure(measured: MeasuredFunction, one: Case): Promise<number> {
  const running = await start(measured, { ...services.env, ...one.env });
  await running.api.asked;
  await handle(running, WARM_UP, one);
  const before = cpuMs(running.pid);
  await handle(running, IMAGES, one);
  const cpu = (cpuMs(running.pid) - before) / IMAGES;
  await running.stop();
  return cpu;
}

async function compare(
  pipeline: MeasuredFunction,
  plain: MeasuredFunction,
  one: Case,
): Promise<boolean> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await measure(pipeline, one));
    theirs.push(await measure(plain, one));
  }
  const ratio = median(ours) / median(theirs);
  console.log(
    `${one.name.padEnd(35)} batch of ${String(one.batch).padStart(2)}: pipeline ${median(ours).toFixed(2)} ms, plain ${median(theirs).toFixed(2)} ms: ` +
      `${ratio.toFixed(2)} ×${one.most === undefined ? '' : `, limit ${one.most}`}`,
  );
  return one.most === undefined || ratio <= one.most;
}

try {
  const { pipeline, plain } = await buildFunctions(folder);
  console.log(
    `CPU per image, medians of ${ROUNDS} interleaved processes with ${IMAGES} images each after ${WARM_UP}:`,
  );
  const checks: boolean[] = [];
  for (const one of CASES) checks.push(await compare(pipeline, plain, one));
  process.exitCode = checks.every(Boolean) ? 0 : 1;
} finally {
  await services.close();
  rmSync(folder, { recursive: true, force: true });
}
