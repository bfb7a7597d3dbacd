// Sends events through the local stack, shuffled and a tenth of them twice, and checks every guarantee:
//   npx node tools/bench/pipeline/events.ts [EVENTS [SEED]]
// Exits with 1 if one is violated. Linux only: it reads memory from /proc.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  type LocalStack,
  readingOnce,
  type S3Event,
  startLocalStack,
  synthesise,
} from '@glyphwatch/local-stack';
import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';
import sharp from 'sharp';
import { random, shuffle } from './shuffle.ts';

const EVENTS = Number(process.argv[2] ?? 5000);
const SEED = Number(process.argv[3] ?? 1);
const DOUBLED = 0.1;
/** Share of images that are overwritten while their events are in flight. */
const REPLACED = 0.05;
const MAX_MEMORY_MB = 160;
/** Growth of the largest process after the first fifth of the events. */
const MAX_GROWTH_MB = 15;
const WIDTH = 640;
const MB = 1024 * 1024;
const PATIENCE_MS = 20 * 60_000;
const UPLOADS_AT_ONCE = 8;

const ROOT = join(import.meta.dirname, '../../..');
const SAMPLES = join(ROOT, 'apps/cli/samples');
/** How many of ten images show each sample, and the expected status. */
const CONTENTS = [
  { file: 'yard/gate-3.jpg', share: 1, status: 'MATCHED' },
  { file: 'yard/gate-7.jpg', share: 8, status: 'NO_MATCH' },
  { file: 'archive/lake.jpg', share: 1, status: 'NO_TEXT' },
] as const;
/** Two functions with five images each; the default quota of a new account. */
const SETTINGS = `
rules: { file: ${JSON.stringify(join(SAMPLES, 'watchlist.yaml'))} }
detector: { detectionsPerSecond: 1000, secondsPerImage: 0.01 }
subscribers: [{ email: guard@example.com }]
telling: { tell: each }
`;

interface Expected {
  readonly version: string;
  readonly status: string;
}

const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-events-'));
const onnx = new OnnxTextDetector();
const next = random(SEED);
const events: S3Event[] = [];
const told: { readonly type: string; readonly image: string; readonly version: string }[] = [];
const broken: string[] = [];
let handled = 0;

try {
  process.exitCode = await run();
} finally {
  await onnx.close();
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<number> {
  execFileSync(process.execPath, [join(ROOT, 'apps/pipeline/build.mjs')]);
  const settings = join(folder, 'settings.yaml');
  writeFileSync(settings, SETTINGS);
  const stack = await startLocalStack({
    cdkOut: await synthesise(settings, join(folder, 'cdk.out')),
    detector: readingOnce(onnx),
    deliver: async (event) => void events.push(event),
    onLog: (line) => void (handled += line.includes('"message":"image"') ? 1 : 0),
  });
  try {
    stack.bus.listen('glyphwatch', { source: ['glyphwatch'] }, (event) => hear(event));
    const expected = await uploadAll(stack);
    await sendAll(stack);
    await check(stack, expected);
  } finally {
    await stack.close();
  }
  for (const promise of broken) console.log(`BROKEN: ${promise}`);
  console.log(broken.length === 0 ? 'Every guarantee holds.' : `${broken.length} violated.`);
  return broken.length === 0 ? 0 : 1;
}

function hear(event: unknown): void {
  const { 'detail-type': type, detail } = event as {
    'detail-type': string;
    detail: { imageId: string; version: string };
  };
  told.push({ type, image: detail.imageId, version: detail.version });
}

/** Uploads the images without publishing events yet. */
async function uploadAll(stack: LocalStack): Promise<ReadonlyMap<string, Expected>> {
  const uploads = Math.round(EVENTS / (1 + DOUBLED));
  const images = Math.round(uploads / (1 + REPLACED));
  const Bucket = String(stack.outputs['BucketOutput']);
  const bodies = await Promise.all(CONTENTS.map(({ file }) => smaller(file)));
  const weighted = CONTENTS.flatMap(({ share }, index) => Array<number>(share).fill(index));
  const expected = new Map<string, Expected>();
  const upload = async (number: number) => {
    const content = weighted[Math.floor(next() * weighted.length)] ?? 0;
    const Body = bodies[content] ?? Buffer.alloc(0);
    const Key = `${number % 97}/image ${number}+.jpg`;
    const put = new PutObjectCommand({ Bucket, Key, Body });
    const { VersionId: version = '' } = await stack.s3.send(put);
    expected.set(`${Bucket}/${Key}`, { version, status: CONTENTS[content]?.status ?? '' });
  };
  const numbers = Array.from({ length: uploads }, (_, index) => index % images).values();
  const worker = async () => {
    for (const number of numbers) await upload(number);
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, worker));
  console.log(`${uploads} uploads of ${images} images with ${CONTENTS.length} different contents;`);
  console.log('each is detected only once, because this does not measure text detection.');
  return expected;
}

/** Small enough to upload thousands, large enough to be readable. */
function smaller(file: string): Promise<Buffer> {
  return sharp(readFileSync(join(SAMPLES, file)))
    .resize({ width: WIDTH })
    .jpeg()
    .toBuffer();
}

async function sendAll(stack: LocalStack): Promise<void> {
  const doubled = shuffle(events, next).slice(0, EVENTS - events.length);
  const all = shuffle([...events, ...doubled], next);
  console.log(
    `${all.length} events, ${doubled.length} of them sent twice, shuffled (seed ${SEED}).`,
  );
  const begin = performance.now();
  const cpu = process.cpuUsage();
  const scan = stack.function('TextDetection');
  for (const event of all) await stack.bus.put(event);
  const resident = await watch(stack, all.length);
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const peak = scan.peakBytes / MB;
  console.log(
    `${seconds.toFixed(0)} s, ${(all.length / seconds).toFixed(0)} events/s; CPU: functions ${scan.cpuSeconds.toFixed(0)} s, ` +
      `emulators and gateway ${((user + system) / 1e6).toFixed(0)} s in one thread`,
  );
  console.log(`peak memory of a function process: ${peak.toFixed(0)} MB (limit ${MAX_MEMORY_MB})`);
  promise(peak > 0, 'memory could not be read: this needs /proc of Linux');
  promise(peak <= MAX_MEMORY_MB, `a function process used ${peak.toFixed(0)} MB`);
  const growth = (resident.at(-1) ?? 0) - (resident[0] ?? 0);
  promise(growth <= MAX_GROWTH_MB, `memory grew by ${growth.toFixed(0)} MB`);
}

/** Waits until all events are done; returns the resident memory of the largest process after each fifth. */
async function watch(stack: LocalStack, count: number): Promise<number[]> {
  const scan = stack.function('TextDetection');
  const uploads = stack.queue('Uploads');
  const resident: number[] = [];
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const { ready, delayed, inflight } = await stack.peek(uploads);
    while (handled >= ((resident.length + 1) * count) / 5 && resident.length < 5) {
      resident.push(scan.residentBytes / MB);
      const after = Math.round((resident.length * count) / 5);
      const [now, peak] = [scan.residentBytes / MB, scan.peakBytes / MB];
      console.log(`  ${after} events: ${now.toFixed(0)} MB resident, peak ${peak.toFixed(0)} MB`);
    }
    if (ready.length + delayed.length + inflight.length === 0) return resident;
    // Duplicates of an image in progress are delayed until its lease ends; no need to wait for that here.
    if (ready.length === 0) await stack.skipDelays(uploads);
    if (Date.now() > end) return resident;
    await sleep(500);
  }
}

async function check(stack: LocalStack, expected: ReadonlyMap<string, Expected>): Promise<void> {
  const rows = await rowsOf(stack);
  promise(rows.size === expected.size, `${rows.size} results for ${expected.size} images`);
  for (const [image, { version, status }] of expected) {
    const row = rows.get(image);
    const isRight = row?.version === version && row.status === status;
    promise(isRight, `${image} is ${row?.status} of ${row?.version}, not ${status} of ${version}`);
  }
  const matched = told.filter(({ type }) => type === 'Image Text Matched').map(idOf);
  const wanted = [...expected].filter(([, { status }]) => status === 'MATCHED');
  for (const [image, { version }] of wanted) {
    promise(matched.includes(idOf({ image, version })), `no event for the match in ${image}`);
  }
  promise(new Set(matched).size === matched.length, 'the bus received a match twice');
  const ids = stack.mailboxes.mails.flatMap(
    ({ attributes }) => JSON.parse(attributes['notificationIds']?.StringValue ?? '[]') as string[],
  );
  promise(
    ids.length === matched.length,
    `${ids.length} matches mailed, ${matched.length} on the bus`,
  );
  promise(new Set(ids).size === ids.length, 'a subscriber received a match twice');
  for (const queue of stack.resources.queues) {
    const { ready, delayed, inflight } = await stack.peek(queue);
    const left = ready.length + delayed.length + inflight.length;
    promise(left === 0, `${left} messages are left in ${queue.logicalId}`);
  }
  promise(stack.bus.lost.length === 0, `${stack.bus.lost.length} events were lost`);
  promise(stack.failures.length === 0, `${stack.failures.length} invocations failed`);
  promise(
    stack.accessControl.denied.length === 0,
    `${stack.accessControl.denied.length} calls were denied`,
  );
  console.log(
    `${rows.size} results, ${wanted.length} of them matched; ${ids.length} matches sent in ${stack.mailboxes.mails.length} messages`,
  );
}

async function rowsOf({ dynamo, outputs }: LocalStack) {
  const rows = new Map<string, { version: string; status: string }>();
  const TableName = String(outputs['MetadataTableOutput']);
  let ExclusiveStartKey;
  do {
    const page: Awaited<ReturnType<typeof scan>> = await scan(ExclusiveStartKey);
    for (const { ImageID, Version, Status } of page.Items ?? []) {
      rows.set(ImageID?.S ?? '', { version: Version?.S ?? '', status: Status?.S ?? '' });
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return rows;

  function scan(start: ScanCommand['input']['ExclusiveStartKey']) {
    return dynamo.send(new ScanCommand({ TableName, ...(start && { ExclusiveStartKey: start }) }));
  }
}

function idOf({ image, version }: { readonly image: string; readonly version: string }): string {
  return JSON.stringify([image, version]);
}

function promise(isKept: boolean, otherwise: string): void {
  if (!isKept) broken.push(otherwise);
}
