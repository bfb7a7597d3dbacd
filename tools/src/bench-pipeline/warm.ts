// Prints what an image costs a warm function, in CPU time of its process (user and system), beside a plain handler
// that is given the same events; fails when a limit is missed:
//   npx node tools/src/bench-pipeline/warm.ts [IMAGES [ROUNDS]]
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
  readonly bus: boolean;
  /** Times the plain handler's CPU; without one it is only told. */
  readonly most?: number;
}

const CASES: readonly Case[] = [
  { name: 'nothing matches, one a batch', prefix: 'other/', batch: 1, bus: false, most: 1 },
  {
    name: 'nothing matches, ten a batch',
    prefix: 'other/',
    batch: BATCH_SIZE,
    bus: false,
    most: 1,
  },
  { name: 'a rule matches, one a batch', prefix: MATCHING, batch: 1, bus: false, most: 1.8 },
  {
    name: 'a rule matches, ten a batch',
    prefix: MATCHING,
    batch: BATCH_SIZE,
    bus: false,
    most: 1.8,
  },
  { name: 'nothing matches, bus told', prefix: 'other/', batch: BATCH_SIZE, bus: true },
  { name: 'a rule matches, bus told', prefix: MATCHING, batch: BATCH_SIZE, bus: true },
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
    await api.invoke({ Records });
  }
}

/** Milliseconds that the scheduler gave to all threads of a process. */
function cpuMs(pid: number): number {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}

async function measure(
  measured: MeasuredFunction,
  one: Case,
): Promise<{ readonly cpu: number; readonly calls: string }> {
  const running = await start(measured, {
    ...services.env,
    ...(one.bus ? { EVENT_BUS_NAME: 'glyphwatch' } : {}),
  });
  await running.api.asked;
  await handle(running, WARM_UP, one);
  services.takeCalls();
  const before = cpuMs(running.pid);
  await handle(running, IMAGES, one);
  const cpu = (cpuMs(running.pid) - before) / IMAGES;
  await running.stop();
  return { cpu, calls: perImage(services.takeCalls()) };
}

function perImage(calls: Readonly<Record<string, number>>): string {
  return Object.entries(calls)
    .filter(([, count]) => count >= IMAGES / 2)
    .map(([name, count]) => `${Math.round(count / IMAGES)} ${name}`)
    .join(', ');
}

async function compare(
  pipeline: MeasuredFunction,
  plain: MeasuredFunction,
  one: Case,
): Promise<boolean> {
  const ours: number[] = [];
  const theirs: number[] = [];
  let calls = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    const measured = await measure(pipeline, one);
    ({ calls } = measured);
    ours.push(measured.cpu);
    theirs.push((await measure(plain, one)).cpu);
  }
  const ratio = median(ours) / median(theirs);
  console.log(
    `${one.name.padEnd(30)} pipeline ${median(ours).toFixed(2)} ms, plain ${median(theirs).toFixed(2)} ms: ` +
      `${ratio.toFixed(2)} ×${one.most === undefined ? '' : `; at most ${one.most} wanted`} (${calls})`,
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
