// Prints images an hour when 1, 2 and 4 real `glyphwatch scan` share a folder and a PostgreSQL, and what the store alone takes:
//   npx node tools/bench/postgres/throughput.ts [IMAGES]
// Repeats the sample images, each time with different content. Linux only: it reads /proc. It starts a PostgreSQL
// of its own, which has to be installed.
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { imageIdOf, layOutText } from '@glyphwatch/domain';
import { postgres } from '@glyphwatch/postgres-result-store/provider';
import { findBinaries, startPostgres } from '@glyphwatch/postgres-result-store/testing';
import { absolutePath, type OpenedStore, secretsFrom } from '@glyphwatch/provider';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '../../..');
const COMMAND = join(ROOT, 'apps/cli/bin/glyphwatch.js');
const SAMPLES = join(ROOT, 'apps/cli/samples');
const IMAGES = Number(process.argv[2] ?? 200);
const PROCESSES = [1, 2, 4];
/** For the store alone, which is much faster. */
const RESULTS = 20 * IMAGES;
const AT_ONCE = 8;
/** Of /proc/PID/stat. */
const TICKS_PER_SECOND = 100;

const perHour = (count: number, seconds: number): string =>
  `${Math.round((count / seconds) * 3600).toLocaleString('en')} images an hour`;

function fillFolder(folder: string): void {
  const originals = globSync('**/*.{png,jpg,jpeg,webp}', { cwd: SAMPLES }).sort();
  for (let number = 0; number < IMAGES; number += 1) {
    const original = originals[number % originals.length] ?? '';
    // Bytes after the end of an image change only its hash.
    const bytes = Buffer.concat([readFileSync(join(SAMPLES, original)), Buffer.from(`${number}`)]);
    writeFileSync(join(folder, `${number}${extname(original)}`), bytes);
  }
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

interface Scanned {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly cpu: number;
}

/** The time until the models are loaded does not count. */
async function scan(folder: string, settings: string, env: NodeJS.ProcessEnv): Promise<Scanned> {
  const args = [COMMAND, 'scan', folder, '--config', settings, '--no-rules', '--workers', '1'];
  const child = spawn(process.execPath, [...args, '--format', 'jsonl'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let [startedAt, cpu] = [0, 0];
  for await (const _line of createInterface({ input: child.stdout })) {
    startedAt ||= performance.now();
    cpu = cpuSeconds(child.pid ?? 0);
  }
  return { startedAt, endedAt: performance.now(), cpu };
}

async function open(url: string, schema: string): Promise<OpenedStore> {
  const fields = postgres.schema(secretsFrom({ URL: url }), absolutePath);
  return z.parse(fields, { urlFrom: 'URL', schema }).open({ folder: '/' });
}

async function attemptsIn(url: string, schema: string): Promise<number> {
  await using store = await open(url, schema);
  let sum = 0;
  for (let cursor: string | undefined; ;) {
    const from = cursor === undefined ? {} : { cursor };
    const page = await store.results.list({ limit: 1000, ...from });
    sum += page.items.reduce((total, { attempts }) => total + attempts, 0);
    cursor = page.cursor;
    if (cursor === undefined) return sum;
  }
}

async function measureProcesses(folder: string, url: string): Promise<void> {
  for (const processes of PROCESSES) {
    const schema = `bench_${processes}`;
    const settings = join(folder, '..', `${schema}.yaml`);
    writeFileSync(settings, `store: { name: postgres, urlFrom: BENCH_URL, schema: ${schema} }\n`);
    const scans = Array.from({ length: processes }, () =>
      scan(folder, settings, { BENCH_URL: url }),
    );
    const runs = await Promise.all(scans);
    const from = Math.min(...runs.map(({ startedAt }) => startedAt));
    const seconds = (Math.max(...runs.map(({ endedAt }) => endedAt)) - from) / 1000;
    const cpu = runs.reduce((sum, run) => sum + run.cpu, 0) / IMAGES;
    const twice = (await attemptsIn(url, schema)) - IMAGES;
    console.log(
      `${processes} processes: ${perHour(IMAGES, seconds)}, ${cpu.toFixed(2)} s of CPU for each, ${twice} read twice`,
    );
  }
}

/** What a scan does to the store, without reading an image. */
async function measureStore(url: string): Promise<void> {
  await using store = await open(url, 'bench_store');
  const detection = layOutText('the quick brown fox jumps over the lazy dog\n'.repeat(10));
  let next = 0;
  const startedAt = performance.now();
  const work = async (): Promise<void> => {
    for (let number = (next += 1); number <= RESULTS; number = next += 1) {
      const address = { bucket: '/bench', key: `${number}.png` };
      const upload = { address, version: `${number}`, sequencer: '01', uploadedAt: number };
      const [imageId, owner] = [imageIdOf(address), `${number}`];
      await store.results.find(imageId);
      await store.results.claim(upload, { owner, now: number, leaseUntil: number + 1 });
      const outcome = { status: 'NO_MATCH', detection, ruleMatches: [], nearMisses: [] } as const;
      const nothing = { deliveries: [], records: [], notified: [] };
      await store.results.commit(imageId, owner, { outcome, ...nothing, now: number });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`the store alone, one process: ${perHour(RESULTS, seconds)} of ten lines`);
}

const binaries = findBinaries();
if (binaries === undefined) throw new Error('PostgreSQL is not installed.');
const server = await startPostgres(binaries);
const temporary = mkdtempSync(join(tmpdir(), 'glyphwatch-bench-'));
const images = join(temporary, 'images');
try {
  mkdirSync(images);
  fillFolder(images);
  await measureProcesses(images, server.url);
  await measureStore(server.url);
} finally {
  await server.stop();
  rmSync(temporary, { recursive: true, force: true });
}
