import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { findChromium } from '@glyphwatch/console/find-chromium';
import { helpOn } from '../watchlist/rules.ts';
import { fillStore, multiply } from './fill-store.ts';
import { measurePage } from './measure-page.ts';
import { measureMillion, measurePorts } from './measure-port.ts';
import { measureScan } from './measure-scan.ts';
import { measureServer } from './measure-server.ts';
import { printRows, type Row, verdictOf } from './row.ts';

helpOn(`Measures the console with 100,000 results in SQLite: ports, server, page, and scans while the page is open.

  npx node tools/bench/console/measure.ts [OPTION]...

  --store FILE      keep the filled store there, or take the one that is there
  --images N        results to fill it with (100000)
  --million         also pages of 1,000,000 results
  --only PART,...   of ports, million, server, page, scan, size
  --seconds N       how long the server is searched, alone and while it forecasts (20)
  --scans N         images of each scan (60)

Prints a table and exits with 1 if a goal is missed. Linux only: it reads /proc. Without Chromium it leaves page and scan out, and says so.`);

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    images: { type: 'string', default: '100000' },
    million: { type: 'boolean', default: false },
    only: { type: 'string', default: 'ports,million,server,page,scan,size' },
    seconds: { type: 'string', default: '20' },
    scans: { type: 'string', default: '60' },
  },
});
const only = values.only.split(',');
const PARTS = ['ports', 'million', 'server', 'page', 'scan', 'size'];
const unknown = only.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) {
  console.error(`--only knows no ${unknown.join(', ')}, only ${PARTS.join(', ')}.`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-bench-'));
const file = resolve(values.store ?? join(folder, 'results.db'));
const load = (): string =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');
const rows: Row[] = [];

try {
  console.log(`load ${load()}`);
  if (!existsSync(file)) await fillStore(file, Number(values.images));
  if (only.includes('ports')) rows.push(...(await measurePorts(file)));
  if (only.includes('million') && values.million) rows.push(...(await million()));
  if (only.includes('server')) rows.push(...(await measureServer(file, Number(values.seconds))));
  await inChromium();
  if (only.includes('size')) rows.push(firstLoad());
  printRows(rows);
  console.log(`load ${load()}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = rows.some((row) => verdictOf(row) === 'NO') ? 1 : 0;

async function million(): Promise<Row[]> {
  const large = join(folder, 'million.db');
  copyFileSync(file, large);
  multiply(large, 10);
  const [first] = rows;
  return measureMillion(large, { p95: first?.p95 ?? NaN });
}

async function inChromium(): Promise<void> {
  const program = findChromium();
  if (program === undefined) {
    console.log('NOT MEASURED, because Chromium is not installed: page, scan');
    return;
  }
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath: program, args });
  try {
    if (only.includes('page')) rows.push(...(await measurePage(browser, file)));
    if (only.includes('scan')) rows.push(...(await measureScan(browser, Number(values.scans))));
  } finally {
    await browser.close();
  }
}

function firstLoad(): Row {
  const sizes = join(import.meta.dirname, '../../../apps/console/sizes.mjs');
  const said = execFileSync(process.execPath, [sizes], { encoding: 'utf8' });
  const bytes = Number(/First load: (\d+)/.exec(said)?.[1]);
  return { what: 'first load, compressed, editor apart', bytes, mostBytes: 40_000 };
}
