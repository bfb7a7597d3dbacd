import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase, SqliteResultQueries } from '@glyphwatch/sqlite-result-store';
import type { Browser } from 'playwright-core';
import { percentilesOf, type Row } from './row.ts';
import { Served } from './served.ts';

const SAMPLES = join(import.meta.dirname, '../../../apps/cli/samples');
const ROUNDS = 3;
const LOOK_MS = 500;
const KEPT_RATE = 0.95;
const LONGEST_TASK_MS = 100;
/** Those before load the models. */
const FIRST = 5;

interface Scanned {
  /** Images a second. */
  readonly rate: number;
  readonly longest: { readonly wall: number; readonly cpu: number };
  readonly peakMb: number;
}

/** Scans a folder again and again, in turn without and with the page open on the wall that fills. */
export async function measureScan(browser: Browser, images: number): Promise<Row[]> {
  const runs: { without: Scanned[]; with: Scanned[] } = { without: [], with: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    runs.without.push(await scan(images));
    runs.with.push(await scan(images, browser));
  }
  const rateOf = (scans: readonly Scanned[]): number =>
    percentilesOf(scans.map(({ rate }) => rate)).p50;
  const [without, seen] = [rateOf(runs.without), rateOf(runs.with)];
  const longest = runs.with.map((one) => one.longest);
  return [
    {
      what: 'scan rate with the page open',
      value: `${(seen / without).toFixed(3)} × (${seen.toFixed(2)} of ${without.toFixed(2)} images/s)`,
      isMet: seen / without >= KEPT_RATE,
    },
    {
      ...{ what: 'longest turn while it scans', goal: LONGEST_TASK_MS },
      worst: Math.max(...longest.map(({ wall }) => wall)),
      cpu: Math.max(...longest.map(({ cpu }) => cpu)),
    },
    {
      what: 'memory while it scans',
      value: `${peak(runs.without)} MB without, ${peak(runs.with)} MB with the page`,
    },
  ];
}

function peak(scans: readonly Scanned[]): string {
  return Math.max(...scans.map(({ peakMb }) => peakMb)).toFixed(0);
}

async function scan(images: number, browser?: Browser): Promise<Scanned> {
  const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-bench-'));
  const context = await browser?.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    fill(join(folder, 'images'), images);
    const args = ['images', '--store', 'results.db', '--no-rules'];
    await using served = await Served.start(folder, args);
    served.watch();
    const page = await context?.newPage();
    await page?.goto(served.url);
    await page?.goto(new URL('images', served.url).href);
    const rate = await rateIn(join(folder, 'results.db'), images);
    return { rate, longest: await served.longest(), peakMb: served.memoryMb('VmHWM') };
  } finally {
    await context?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill(folder: string, images: number): void {
  mkdirSync(folder);
  const originals = globSync('**/*.{png,jpg,jpeg,webp}', { cwd: SAMPLES }).sort();
  for (let number = 0; number < images; number += 1) {
    const original = originals[number % originals.length] ?? '';
    // Bytes after the end of an image change only its hash.
    const bytes = Buffer.concat([readFileSync(join(SAMPLES, original)), Buffer.from(`${number}`)]);
    writeFileSync(join(folder, `${number}${extname(original)}`), bytes);
  }
}

/** Of the times at which the images were done; nothing is asked of the process that scans. */
async function rateIn(file: string, images: number): Promise<number> {
  const database = openDatabase(file, { readOnly: true });
  const queries = new SqliteResultQueries(database);
  for (;;) {
    const { items } = await queries.summaries({ limit: images });
    const done = items.filter(({ status }) => status !== 'PROCESSING');
    if (done.length < images) {
      await wait(LOOK_MS);
      continue;
    }
    database.close();
    const times = done.map(({ updatedAt }) => updatedAt).toSorted((a, b) => a - b);
    const [from = NaN, to = NaN] = [times[FIRST], times.at(-1)];
    return ((images - 1 - FIRST) * 1000) / (to - from);
  }
}
