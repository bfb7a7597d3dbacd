import { parentPort, workerData } from 'node:worker_threads';
import { type Random, seededRandom } from '../../bench/text-detection/hard/random.ts';
import { corpusOf } from './corpus.ts';
import { Coverage } from './coverage.ts';
import { mutate } from './mutate.ts';
import { loadTarget } from './targets.ts';

/** What the thread is given. */
export interface FuzzWork {
  readonly target: string;
  readonly seed: string;
  readonly milliseconds: number;
  /** Inputs that ended an earlier thread, not to be tried again. */
  readonly skip: readonly string[];
  /** The number of runs, and the length and the bytes of the current input, so that they survive a hang. */
  readonly current: SharedArrayBuffer;
}

export type FuzzMessage =
  | { readonly kind: 'finding'; readonly input: Uint8Array; readonly error: string }
  | {
      readonly kind: 'done';
      readonly runs: number;
      readonly inputs: number;
      readonly blocks: number;
    };

/** As many run before the coverage is looked at: V8 walks the heap for it, which takes as long as a hundred runs. */
const BATCH = 256;

const { target: name, seed, milliseconds, skip, current } = workerData as FuzzWork;
const head = new Int32Array(current, 0, 2);
const body = new Uint8Array(current, 8);

const say = (message: FuzzMessage): void => parentPort?.postMessage(message);
const target = await loadTarget(name);
const coverage = new Coverage();
const inputs: Buffer[] = [];
const skipped = new Set(skip);
let runs = 0;

async function run(input: Buffer): Promise<void> {
  if (skipped.size > 0 && skipped.has(input.toString('base64'))) return;
  head[1] = input.length;
  body.set(input.subarray(0, body.length));
  Atomics.store(head, 0, (runs += 1));
  try {
    await target.run(input);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say({ kind: 'finding', input, error: text });
  }
}

/** Keeps those that reach something new: they are found by halves. */
async function sift(batch: readonly Buffer[]): Promise<void> {
  for (const input of batch) await run(input);
  const found = coverage.unknown();
  const [first] = batch;
  if (found.length === 0 || !first) return;
  if (batch.length > 1) {
    const middle = batch.length >> 1;
    await sift(batch.slice(0, middle));
    await sift(batch.slice(middle));
  } else inputs.push(first);
  // What depends on the order of runs is not found again.
  coverage.learn(found);
}

/** Newer ones are mutated more often: what they reached is least explored. */
function chosen(random: Random): Buffer {
  const from = random.chance(0.5) ? Math.floor(inputs.length * 0.8) : 0;
  return random.pick(inputs.slice(from));
}

const random = seededRandom(seed);
coverage.start();
inputs.push(...corpusOf(name).map(({ bytes }) => bytes));
for (const input of inputs) await run(input);
coverage.learn(coverage.unknown());
const end = performance.now() + milliseconds;
while (performance.now() < end) {
  const batch = Array.from({ length: BATCH }, () =>
    mutate(chosen(random), random.pick(inputs), random),
  );
  await sift(batch);
}
say({ kind: 'done', runs, inputs: inputs.length, blocks: coverage.size });
process.exit();
