// A scanned document against its pages as pictures:
//   npx node tools/bench/text-detection/pages.ts [--pages N]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { documentOf, streamOf } from '@glyphwatch/image-pages/testing';
import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';
import sharp from 'sharp';
import { drawLarge } from './draw-large.ts';

const HELP = `Usage: npx node tools/bench/text-detection/pages.ts [--pages N] [--size PX]

Draws a scanned PDF of N A4 pages (default 100) at 200 dots per inch, reads it in a process of its own, and its pages as PNGs in
another. Prints pages read, words found, CPU seconds (starting included) and memory, and exits with 1 if a page was neither
read nor named, if the PDF takes more than 1.2 × the CPU of the PNGs, or if memory grows by a tenth after page 10.
--size: font size in pixels (default 28).`;

const MAX_CPU_RATIO = 1.2;
const MAX_GROWTH = 1.1;
const SETTLED_AFTER = 10;
const A4 = { width: 1654, height: 2339 };
const POINTS = { width: 595.44, height: 842.04 };

interface Reading {
  readonly words: number;
  readonly pagesRead: number;
  readonly unread: number;
  readonly cpuSeconds: number;
  /** Resident memory after each page, in MB. */
  readonly memory: readonly number[];
}

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '100' },
    size: { type: 'string', default: '28' },
    read: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) console.log(HELP);
else if (values.read !== undefined) console.log(JSON.stringify(await readAll(values.read)));
else process.exitCode = await compare(Number(values.pages), Number(values.size));

async function compare(count: number, size: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  try {
    const words = await draw(folder, count, size);
    const pdf = readInProcess(join(folder, 'document'));
    const pngs = readInProcess(join(folder, 'pictures'));
    console.table({ PDF: row(pdf, words), PNGs: row(pngs, words) });
    return verdict(pdf, pngs, count);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns how many words there are. */
async function draw(folder: string, count: number, size: number): Promise<number> {
  for (const part of ['document', 'pictures']) mkdirSync(join(folder, part));
  const scans: Buffer[] = [];
  let words = 0;
  for (let page = 1; page <= count; page += 1) {
    const drawn = await drawLarge({ name: `page ${page}`, ...A4, size });
    words += drawn.words.length;
    const scan = await sharp(drawn.bytes).toColourspace('b-w').jpeg({ quality: 75 }).toBuffer();
    scans.push(scan);
    const png = await sharp(scan).png().toBuffer();
    writeFileSync(join(folder, 'pictures', `${String(page).padStart(4, '0')}.png`), png);
  }
  writeFileSync(join(folder, 'document', 'scan.pdf'), scannedPdf(scans));
  return words;
}

function scannedPdf(scans: readonly Buffer[]): Buffer {
  const { width, height } = A4;
  const entries = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode`;
  return documentOf(
    scans.map((_, index) => ({
      ...POINTS,
      resources: `/XObject << /I ${3 + index} 0 R >>`,
      content: `q ${POINTS.width} 0 0 ${POINTS.height} 0 0 cm /I Do Q`,
    })),
    scans.map((scan) => streamOf(scan.toString('latin1'), entries)),
  );
}

function readInProcess(folder: string): Reading {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [import.meta.filename, '--read', folder],
    // As the command starts itself.
    { encoding: 'utf8', maxBuffer: 1e8, env: { ...process.env, MALLOC_ARENA_MAX: '1' } },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Reading;
}

async function readAll(folder: string): Promise<Reading> {
  const memory: number[] = [];
  const note = async (): Promise<void> => {
    memory.push(Math.round(process.memoryUsage.rss() / 1e6));
  };
  const totals = { words: 0, pagesRead: 0, unread: 0 };
  await using detector = new OnnxTextDetector({ modelCache: join(folder, '../models') });
  for (const name of readdirSync(folder).sort()) {
    const address = { bucket: folder, key: name };
    const read = async () => readFileSync(join(folder, name));
    const seen = await detector.detectText({ address, read }, note);
    if (!seen.pages) await note();
    totals.words += seen.lines.reduce((sum, { words }) => sum + words.length, 0);
    totals.pagesRead += seen.pagesRead ?? seen.pageCount ?? 1;
    totals.unread += seen.pages?.filter(({ unread }) => unread !== undefined).length ?? 0;
  }
  const { user, system } = process.cpuUsage();
  return { ...totals, cpuSeconds: (user + system) / 1e6, memory };
}

function row({ words, pagesRead, unread, cpuSeconds, memory }: Reading, wanted: number) {
  return {
    'pages read': pagesRead,
    'named as unread': unread,
    'words read of drawn %': Number(((100 * words) / wanted).toFixed(1)),
    'CPU s': Number(cpuSeconds.toFixed(1)),
    [`MB after ${SETTLED_AFTER}`]: memory[SETTLED_AFTER - 1] ?? memory.at(-1),
    'peak MB after that': Math.max(...memory.slice(Math.min(SETTLED_AFTER, memory.length) - 1)),
    'MB at the end': memory.at(-1),
  };
}

function verdict(pdf: Reading, pngs: Reading, count: number): number {
  const ratio = pdf.cpuSeconds / pngs.cpuSeconds;
  const settled = pdf.memory.slice(Math.min(SETTLED_AFTER, count) - 1);
  const growth = Math.max(...settled) / (settled[0] ?? Infinity);
  console.log(
    `CPU of the PDF: ${ratio.toFixed(2)} × its pages as PNGs (at most ${MAX_CPU_RATIO}); ` +
      `memory after page ${SETTLED_AFTER}: at most ${growth.toFixed(2)} × (at most ${MAX_GROWTH})`,
  );
  const isComplete = pdf.pagesRead + pdf.unread === count;
  return isComplete && ratio <= MAX_CPU_RATIO && growth <= MAX_GROWTH ? 0 : 1;
}
