// Prints what an image costs a warm function, in CPU time of its process (user and system), beside a plain handler
// that is given the same events; fails when a limit is missed:
//   npx node tools/bench/pipeline/warm.ts [IMAGES [ROUNDS]]
// Linux only: it reads /proc.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventBridgeEvent, sqsRecord } from '@glyphwatch/pipeline/testing';
import { MATCHING, startCannedServices } from './canned-services.ts';
import { buildFunctions, type MeasuredFunction, start, type Running } from './functions.ts';
import { median } from './median.ts';

const IMAGES = Number(process.argv[2] ?? 300);
const ROUNDS = Number(process.argv[3] ?? 5);
const WARM_UP = 50;
/** The template's. */
const BATCH_SIZE = 10;

interface Case {
  readonly name: string;
  readonly prefix: string;
  readonly batch: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Times the plain handler's CPU; without one it is only told. */
  readonly most?: number;
}

const OTHER = 'other/';
const BUS = { EVENT_BUS_NAME: 'glyphwatch' };
/** A plain handler that drops places and confidences, which the pipeline keeps. */
const TEXT_ONLY = { KEEP: 'text' };
const CASES: readonly Case[] = [
  { name: 'nothing matches', prefix: OTHER, batch: 1, most: 1.4 },
  { name: 'nothing matches', prefix: OTHER, batch: BATCH_SIZE, most: 1.4 },
  { name: 'a rule matches', prefix: MATCHING, batch: 1 },
  { name: 'a rule matches', prefix: MATCHING, batch: BATCH_SIZE },
  { name: 'nothing matches, both tell a bus', prefix: OTHER, batch: BATCH_SIZE, env: BUS },
  { name: 'a rule matches, both tell a bus', prefix: MATCHING, batch: BATCH_SIZE, env: BUS },
  { name: 'nothing matches, plain keeps text', prefix: OTHER, batch: BATCH_SIZE, env: TEXT_ONLY },
  { name: 'a rule matches, plain keeps text', prefix: MATCHING, batch: BATCH_SIZE, env: TEXT_ONLY },
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
    if (answer.includes('itemIdentifier')) throw new Error(`Not all was done: ${answer}`);
  }
}

/** Milliseconds that the scheduler gave to all threads of a process. */
function cpuMs(pid: number): number {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
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
    `${one.name.padEnd(33)} ${String(one.batch).padStart(2)} a batch: pipeline ${median(ours).toFixed(2)} ms, plain ${median(theirs).toFixed(2)} ms: ` +
      `${ratio.toFixed(2)} ×${one.most === undefined ? '' : `; at most ${one.most} wanted`}`,
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
