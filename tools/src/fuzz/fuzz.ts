/*
 * Feeds what parses other people's bytes with changed ones, guided by the code that they reach: npx nx run tools:fuzz -- --help
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { ROOT } from '../workspace.ts';
import type { FuzzMessage, FuzzWork } from './fuzz-worker.ts';
import { TARGET_NAMES } from './targets.ts';

interface Options {
  readonly seconds: number;
  readonly target?: string;
  readonly seed: string;
}

const FINDINGS = join(ROOT, 'dist/fuzz');
const MAX_INPUT_BYTES = 1024 * 1024;
/** A single input that takes longer hangs. */
const HANG_MS = 10_000;
const MAX_HEAP_MB = 1024;

const HELP = `
Inputs are those of tools/src/fuzz/corpus, changed. What breaks something is kept in dist/fuzz; once it is mended, add it to the corpus,
which a spec runs. Exit codes: 0 nothing found, 1 something found, 2 invalid options.`;

/** Findings by what broke where; the first input of each is kept. */
class Findings {
  readonly #seen = new Map<string, number>();

  get size(): number {
    return this.#seen.size;
  }

  add(target: string, input: Uint8Array, error: string): void {
    const kind = `${target} ${kindOf(error)}`;
    const times = this.#seen.get(kind) ?? 0;
    this.#seen.set(kind, times + 1);
    if (times > 0) return;
    const hash = createHash('sha256').update(input).digest('hex').slice(0, 12);
    const file = join(FINDINGS, `${target}-${hash}`);
    mkdirSync(FINDINGS, { recursive: true });
    writeFileSync(file, input);
    console.log(`FOUND in ${target}: ${JSON.stringify(error.slice(0, 600))}\n  ${file}`);
  }
}

/** Its message without numbers and quotations, and where it was thrown. */
function kindOf(error: string): string {
  const [message = '', ...frames] = error.split('\n').filter((line) => line.trim() !== '');
  const frame = frames.find((line) => /\/(apps|libs)\//.test(line)) ?? '';
  return `${message.replaceAll(/\d+|".*"/g, '').slice(0, 60)} ${frame.trim()}`;
}

async function fuzzTarget(target: string, seconds: number, seed: string, findings: Findings) {
  const end = performance.now() + seconds * 1000;
  const skip: string[] = [];
  const total = { runs: 0, inputs: 0, blocks: 0 };
  for (let left = seconds * 1000; left > 0; left = end - performance.now()) {
    const current = new SharedArrayBuffer(MAX_INPUT_BYTES + 8);
    const work: FuzzWork = {
      ...{ target, skip, current, milliseconds: left },
      // After a hang it goes on elsewhere.
      seed: `${seed} ${target} ${skip.length}`,
    };
    const ended = await watch(work, (message) => {
      if (message.kind === 'finding') findings.add(target, message.input, message.error);
      else {
        total.runs += message.runs;
        Object.assign(total, { inputs: message.inputs, blocks: message.blocks });
      }
    });
    if (ended === undefined) break;
    const [runs = 0, length = 0] = new Int32Array(current, 0, 2);
    const input = Buffer.from(new Uint8Array(current, 8, Math.min(length, MAX_INPUT_BYTES)));
    total.runs += runs;
    skip.push(input.toString('base64'));
    findings.add(target, input, ended);
  }
  return total;
}

/** Resolves when the thread is done; to the reason if it had to be ended, or ended by itself. */
async function watch(
  workerData: FuzzWork,
  heard: (message: FuzzMessage) => void,
): Promise<string | undefined> {
  const worker = new Worker(join(import.meta.dirname, 'fuzz-worker.ts'), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  let isDone = false;
  let failure: string | undefined;
  const exit = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.on('message', (message: FuzzMessage) => {
    isDone ||= message.kind === 'done';
    heard(message);
  });
  worker.once('error', (error) => {
    failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  });
  const running = new AbortController();
  void exit.then(() => running.abort());
  await Promise.race([exit, untilStuck(new Int32Array(workerData.current, 0, 2), running.signal)]);
  if (!running.signal.aborted) {
    await worker.terminate();
    return `Hang: an input took more than ${HANG_MS / 1000} s`;
  }
  return isDone ? undefined : (failure ?? 'The thread ended by itself');
}

/** Resolves once no further input has begun for too long. */
async function untilStuck(head: Int32Array, signal: AbortSignal): Promise<void> {
  let before = -1;
  while (!signal.aborted) {
    await sleep(HANG_MS, undefined, { signal }).catch(() => undefined);
    const now = Atomics.load(head, 0);
    // Before the first run, the target loads.
    if (now === before && now > 0) return;
    before = now;
  }
}

function command(): Command {
  return new Command('tools:fuzz')
    .description(
      'Looks for input that crashes, hangs or leaks through what reads other people’s bytes.',
    )
    .option('--seconds <n>', 'for all targets together', toSeconds, 120)
    .option('--target <name>', `one of ${TARGET_NAMES.join(', ')} (default: all)`, toTarget)
    .option('--seed <text>', 'the same seed tries the same changes', String(Date.now()))
    .addHelpText('after', HELP);
}

function toSeconds(text: string): number {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError('It is a whole number from 1 to 999999.');
}

function toTarget(text: string): string {
  if (TARGET_NAMES.includes(text)) return text;
  throw new InvalidArgumentError(`There are: ${TARGET_NAMES.join(', ')}.`);
}

async function main(args: readonly string[]): Promise<number> {
  const { seconds, target, seed } = command()
    .exitOverride()
    .parse([...args], { from: 'user' })
    .opts<Options>();
  const targets = target === undefined ? TARGET_NAMES : [target];
  const findings = new Findings();
  console.log(`--seed ${seed}`);
  for (const name of targets) {
    const { runs, inputs, blocks } = await fuzzTarget(
      name,
      seconds / targets.length,
      seed,
      findings,
    );
    const row = [name.padEnd(11), String(runs).padStart(9), 'runs', String(inputs).padStart(5)];
    console.log([...row, 'inputs reach', String(blocks).padStart(6), 'blocks'].join(' '));
  }
  console.log(findings.size === 0 ? 'Nothing found.' : `${findings.size} kinds of failure found.`);
  return findings.size === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
