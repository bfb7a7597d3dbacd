// Documents that want to hang, crash, grow or mislead, each decoded in a process of its own:
//   npx node tools/bench/image-pages/hostile.ts [--only NAME]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageForUsers } from '@glyphwatch/domain';
import { openPages, type OpenedPages } from '@glyphwatch/image-pages';
import { HOSTILE_PDFS, HOSTILE_PICTURES } from '@glyphwatch/image-pages/testing';

const HELP = `Usage: npx node tools/bench/image-pages/hostile.ts [--only NAME]

Decodes hostile documents and pictures, the first three pages of each, in a process of its own. Prints the answer, CPU seconds
and how much memory it and the process that it starts grew, and exits with 1 if one has no answer, takes more than 25 CPU seconds a page, or
grows by more than 1 GB. --only: one of them.`;

const LIMITS = { maxBytes: 100e6, maxPixels: 100e6, maxReadPixels: 40e6 };
const PAGES = 3;
const MAX_CPU_SECONDS = 25;
const MAX_GROWTH_MB = 1000;
const MAX_MS = 20 * 60_000;

interface Outcome {
  readonly answer: string;
  readonly pages: number;
  readonly cpuSeconds: number;
  readonly grownMb: number;
}

const FILES: Readonly<Record<string, () => Buffer | Promise<Buffer>>> = {
  ...HOSTILE_PDFS,
  ...HOSTILE_PICTURES,
};
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    decode: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) console.log(HELP);
else if (values.decode !== undefined) console.log(JSON.stringify(await decode(values.decode)));
else
  process.exitCode = await compare(values.only === undefined ? Object.keys(FILES) : [values.only]);

async function compare(names: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  let isGood = true;
  for (const name of names) {
    const file = join(folder, 'file');
    writeFileSync(file, await contentOf(name));
    const args = [import.meta.filename, '--decode', file];
    const run = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: MAX_MS });
    if (run.status === 0) isGood = print(name, JSON.parse(run.stdout) as Outcome) && isGood;
    else {
      isGood = false;
      console.log(`| ${name} | no answer: ${run.stderr.slice(0, 200)} | | |`);
    }
  }
  rmSync(folder, { recursive: true });
  return isGood ? 0 : 1;
}

async function contentOf(name: string): Promise<Buffer> {
  const file = await FILES[name]?.();
  if (file) return file;
  throw new Error(`There is no file "${name}". They are: ${Object.keys(FILES).join(', ')}`);
}

function print(name: string, { answer, pages, cpuSeconds, grownMb }: Outcome): boolean {
  console.log(`| ${name} | ${answer} | ${cpuSeconds.toFixed(1)} | ${Math.round(grownMb)} |`);
  return cpuSeconds <= MAX_CPU_SECONDS * pages && grownMb <= MAX_GROWTH_MB;
}

async function decode(path: string): Promise<Outcome> {
  const file = readFileSync(path);
  const [before, used] = [memory(), cpuSeconds()];
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, memory())), 20);
  const { answer, pages } = await answerOf(file);
  clearInterval(watch);
  return { answer, pages, cpuSeconds: cpuSeconds() - used, grownMb: peak - before };
}

/** Of this process and those that it started and that have ended: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpuSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) / 100, 0);
}

/** Of this process and those that it has started, in MB. */
function memory(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
  const sizes = ['self', ...children.trim().split(' ')].map((id) => {
    try {
      const status = readFileSync(`/proc/${id}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    } catch {
      // It has ended.
      return 0;
    }
  });
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}

async function answerOf(file: Uint8Array): Promise<Pick<Outcome, 'answer' | 'pages'>> {
  try {
    await using opened = await openPages(file, LIMITS);
    const pages = Math.min(opened.count, PAGES);
    const answers = new Set<string>();
    for (let number = 1; number <= pages; number++) answers.add(await pageOf(opened, number));
    return { answer: `${opened.count} pages: ${[...answers].join('; ')}`, pages };
  } catch (error) {
    return { answer: messageForUsers(error), pages: 1 };
  }
}

async function pageOf(opened: OpenedPages, number: number): Promise<string> {
  try {
    const { width, height, lacks } = await opened.page(number);
    return lacks ?? `${width}×${height}`;
  } catch (error) {
    return messageForUsers(error);
  }
}
