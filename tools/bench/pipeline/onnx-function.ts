// Cold start, CPU time, memory and price of the function that reads text itself, from the asset that would be deployed:
//   npx node tools/bench/pipeline/onnx-function.ts [FOLDER]
// FOLDER contains pictures (default: the samples). Linux only: it reads /proc.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '@glyphwatch/local-stack';
import { eventBridgeEvent, RUNTIME_LOOP, sqsRecord } from '@glyphwatch/pipeline/testing';
import { startCannedServices } from './canned-services.ts';
import { cpuMs } from './cpu-ms.ts';
import { type MeasuredFunction, type Running, start } from './functions.ts';
import { median } from './median.ts';
import { LAMBDA_SECOND, OTHERS_PER_IMAGE, REKOGNITION_PER_IMAGE } from './prices.ts';

const ROOT = join(import.meta.dirname, '../../..');
const pictures = process.argv[2] ?? join(ROOT, 'apps/cli/samples');
/** As in the template. */
const BATCH = 10;
const STARTS = 5;
const MAX_PER_THOUSAND = 0.04;
const RULES = 'rules: [{ id: first-try, match: HELLO WATCH }]';

const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-bench-'));
const files = readdirSync(pictures, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(jpe?g|png)$/i.test(file))
  .toSorted();
const objects = new Map<string, Uint8Array>([
  ['watchlist.yaml', Buffer.from(RULES)],
  ...files.map((file) => [file, readFileSync(join(pictures, file))] as const),
  // An image that is known is not read again.
  ...startKeys().map((key) => [key, readFileSync(join(pictures, files[0] ?? ''))] as const),
]);
const services = await startCannedServices(objects);

function startKeys(): string[] {
  return Array.from({ length: STARTS }, (_, run) => `start-${run}.jpg`);
}

/** The function's asset, with what a machine like this one runs. */
async function asset(): Promise<string> {
  execFileSync(process.execPath, [join(ROOT, 'apps/pipeline/build.mjs')]);
  const settings = join(folder, 'settings.yaml');
  writeFileSync(join(folder, 'watchlist.yaml'), RULES);
  const chosen = {
    detector: 'onnx',
    architecture: process.arch,
    rules: { file: 'watchlist.yaml' },
  };
  writeFileSync(settings, JSON.stringify(chosen));
  const cdkOut = await synthesise(settings, join(folder, 'cdk.out'));
  const [name = ''] = readdirSync(cdkOut).filter((each) =>
    statSync(join(cdkOut, each)).isDirectory(),
  );
  return join(cdkOut, name);
}

function startFunction(code: string): Promise<Running> {
  const measured: MeasuredFunction = {
    name: 'pipeline with onnx',
    command: process.execPath,
    args: [RUNTIME_LOOP, join(code, 'index.js')],
    env: { NODE_OPTIONS: '--max-semi-space-size=8' },
  };
  const own = { DETECTOR: '{"name":"onnx"}', CONCURRENCY: '1' };
  return start(measured, { ...services.env, ...own });
}

async function read({ api }: Running, keys: readonly string[]): Promise<void> {
  const Records = keys.map((key) => sqsRecord(eventBridgeEvent({ key }), key));
  const answer = JSON.stringify(await api.invoke({ Records }));
  if (answer.includes('itemIdentifier')) throw new Error(`Some pictures failed: ${answer}`);
}

/** CPU milliseconds until the first event is asked for, and until the first picture has been read. */
async function coldStart(code: string, key: string): Promise<[asked: number, read: number]> {
  const running = await startFunction(code);
  await running.api.asked;
  const asked = cpuMs(running.pid);
  await read(running, [key]);
  const all = cpuMs(running.pid);
  await running.stop();
  return [asked, all];
}

function peakMb(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

try {
  const code = await asset();
  const starts: [number, number][] = [];
  for (const key of startKeys()) starts.push(await coldStart(code, key));

  const running = await startFunction(code);
  const [first = '', ...others] = files;
  await read(running, [first]);
  const before = cpuMs(running.pid);
  for (let at = 0; at < others.length; at += BATCH)
    await read(running, others.slice(at, at + BATCH));
  const perImage = (cpuMs(running.pid) - before) / others.length / 1000;
  const peak = peakMb(running.pid);
  await running.stop();

  const size = execFileSync('du', ['-sm', '--apparent-size', code], { encoding: 'utf8' });
  console.log(
    `Asset for ${process.arch}: ${parseInt(size, 10)} MB unzipped; ${files.length} pictures.`,
  );
  console.log('CPU time, which is the time on the one virtual CPU that 1,769 MB have:');
  const [asked, read1] = [0, 1].map((at) => median(starts.map((each) => each[at] ?? 0)) / 1000);
  console.log(`  cold start: ${asked?.toFixed(2)} s until the first event is asked for,`);
  console.log(
    `  ${read1?.toFixed(2)} s until the first picture has been read (medians of ${STARTS})`,
  );
  console.log(`  warm: ${perImage.toFixed(3)} s a picture; peak memory ${peak.toFixed(0)} MB`);
  for (const [architecture, second] of Object.entries(LAMBDA_SECOND)) {
    const lambda = 1000 * perImage * second;
    const all = lambda + 1000 * OTHERS_PER_IMAGE;
    console.log(
      `  1,000 images on ${architecture}: $${lambda.toFixed(4)} for Lambda's time, $${all.toFixed(4)} all in ` +
        `(Rekognition: $${(1000 * (REKOGNITION_PER_IMAGE + OTHERS_PER_IMAGE)).toFixed(2)} all in)`,
    );
    console.log(`    each cold start adds $${((read1 ?? 0) * second).toFixed(6)}`);
    if (all > MAX_PER_THOUSAND) process.exitCode = 1;
  }
} finally {
  await services.close();
  rmSync(folder, { recursive: true, force: true });
}
