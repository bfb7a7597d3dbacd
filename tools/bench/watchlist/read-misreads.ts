import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { wordList } from '@glyphwatch/watchlist';
import { readWithGlyphwatch, readWithTesseract } from '../text-detection/engines.ts';
import { readLabels } from '@glyphwatch/cli/compare';
import { pairWords } from './pair-words.ts';
import { helpOn, pick, randomNumbers } from './rules.ts';

helpOn(`Collects real misreads of OCR engines, independent of the look-alike tables of this project.

  node tools/bench/watchlist/read-misreads.ts [--labelled FOLDER] [--pages N] > pairs.jsonl
  node tools/bench/watchlist/tolerance.ts detections.jsonl --pairs pairs.jsonl

Draws pages of words, plates and serial numbers small, blurred, pale and compressed, and reads them with the local detector
and, if installed, the tesseract command. With --labelled, does the same with the pictures of a folder with labels.jsonl
({"file", "lines"}), shrunk to a half and a third. Prints one JSON object per word: engine, from, written, read.`);

const argument = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

const PAGES = Number(argument('--pages') ?? 12);
const LINES = 24;
const LINE_PITCH = 3;
const FONTS = ['DejaVu Sans', 'DejaVu Serif', 'DejaVu Sans Mono', 'Liberation Sans'];

const random = randomNumbers(7);
const WORDS = wordList().filter((word) => /^[A-Z]{5,}$/.test(word));

interface Page {
  readonly file: string;
  readonly from: string;
  readonly lines: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), 'misreads-'));
try {
  const pages = [...(await drawPages()), ...(await shrinkLabelled(argument('--labelled')))];
  const files = pages.map(({ file }) => file);
  report('glyphwatch', pages, readWithGlyphwatch(files).textOf);
  const hasTesseract = spawnSync('tesseract', ['--version']).error === undefined;
  if (hasTesseract) report('tesseract', pages, readWithTesseract(files).textOf);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function report(engine: string, pages: readonly Page[], textOf: ReadonlyMap<string, string>): void {
  for (const { file, from, lines } of pages) {
    const read = (textOf.get(file) ?? '').split('\n');
    for (const pair of pairWords(lines, read)) {
      console.log(JSON.stringify({ engine, from, ...pair }));
    }
  }
}

async function drawPages(): Promise<Page[]> {
  const pages: Page[] = [];
  for (let page = 0; page < PAGES; page++) {
    const lines = Array.from({ length: LINES }, () => `${written()} ${written()}`);
    const file = join(folder, `page-${page}.jpg`);
    await drawPage(lines, file);
    pages.push({ file, from: 'drawn', lines });
  }
  return pages;
}

/** A word in one of three cases, a plate or a serial number. */
function written(): string {
  const word = pick(WORDS, random);
  const letter = (): string => pick([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'], random);
  const digit = (): string => pick([...'0123456789'], random);
  return pick(
    [
      () => word,
      () => word.toLowerCase(),
      () => word.charAt(0) + word.slice(1).toLowerCase(),
      () => letter() + letter() + digit() + digit() + letter() + letter() + letter(),
      () => `${letter()}${letter()}-${digit()}${digit()}${digit()}${digit()}${digit()}`,
    ],
    random,
  )();
}

/** Barely legible. */
async function drawPage(lines: readonly string[], file: string): Promise<void> {
  const size = 8 + random() * 6;
  const grey = Math.round(40 + random() * 110);
  const pitch = size * LINE_PITCH;
  const rows = lines.map((line, row) => `<text x="10" y="${(row + 1) * pitch}">${line}</text>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="${Math.ceil((lines.length + 1) * pitch)}">
<rect width="100%" height="100%" fill="#e8e6e0"/>
<g font-family="${pick(FONTS, random)}" font-size="${size}" fill="rgb(${grey},${grey},${grey})">${rows.join('')}</g></svg>`;
  await sharp(Buffer.from(svg))
    .blur(0.4 + random() * 0.7)
    .jpeg({ quality: Math.round(25 + random() * 40) })
    .toFile(file);
}

async function shrinkLabelled(labelled: string | undefined): Promise<Page[]> {
  if (labelled === undefined) return [];
  const pages: Page[] = [];
  for (const label of readLabels(labelled)) {
    const source = join(labelled, label.file);
    if (!existsSync(source) || label.lines.length === 0) continue;
    for (const share of [0.5, 0.34]) {
      const into = join(folder, `labelled-${share}`);
      mkdirSync(into, { recursive: true });
      const file = join(into, `${basename(label.file)}.png`);
      const { width } = await sharp(source).metadata();
      await sharp(source)
        .resize({ width: Math.max(80, Math.round(width * share)) })
        .png()
        .toFile(file);
      pages.push({ file, from: 'photographed', lines: label.lines });
    }
  }
  return pages;
}
