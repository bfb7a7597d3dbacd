// Text in tall, wide and large pictures, through the real command:
//   npx node tools/bench/text-detection/large.ts [--only TEXT]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawLarge, type LargePicture } from './draw-large.ts';
import { readWithGlyphwatch } from './engines.ts';
import { addImage, emptyScore } from '@glyphwatch/cli/compare';

const HELP = `Usage: npx node tools/bench/text-detection/large.ts [--only TEXT]

Draws large pictures full of common words, scans each in a process of its own, and prints the words found, how many of
those read are right, CPU seconds (starting included) and peak memory. --only: pictures whose name contains TEXT.`;

const terminal = { width: 3840, height: 2160, font: 'monospace', paper: '#101418', ink: '#d8dee9' };
const photo = { width: 4032, height: 3024, isPhoto: true };

const PICTURES: readonly LargePicture[] = [
  { name: 'screenshot 1920×1080, 14 px', width: 1920, height: 1080, size: 14 },
  { name: 'screenshot 1920×1080, 18 px', width: 1920, height: 1080, size: 18 },
  { name: 'tall 1080×4000, 32 px', width: 1080, height: 4000, size: 32 },
  { name: 'tall 1080×8000, 32 px', width: 1080, height: 8000, size: 32 },
  { name: 'tall 1080×20000, 32 px', width: 1080, height: 20_000, size: 32 },
  { name: 'tall 1280×6400, 16 px', width: 1280, height: 6400, size: 16 },
  { name: 'wide 8000×1500, 40 px', width: 8000, height: 1500, size: 40 },
  { name: 'wide 12000×2000, 40 px', width: 12_000, height: 2000, size: 40 },
  { name: 'terminal 4K, 12 px', ...terminal, size: 12 },
  { name: 'terminal 4K, 16 px', ...terminal, size: 16 },
  { name: 'terminal 4K, 20 px', ...terminal, size: 20 },
  { name: 'photo 12 MP, 28 px', ...photo, size: 28 },
  { name: 'photo 12 MP, 40 px', ...photo, size: 40 },
  { name: 'photo 12 MP, 600 px', ...photo, size: 600, text: 'KEEP OUT', font: 'sans bold' },
  { name: 'photo 12 MP, no text', ...photo, size: 0 },
];

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'large-'));
try {
  const rows = [];
  for (const picture of PICTURES.filter(({ name }) => name.includes(values.only))) {
    rows.push(await measure(picture));
  }
  console.table(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(picture: LargePicture) {
  const { bytes, words } = await drawLarge(picture);
  const file = join(folder, picture.isPhoto ? 'picture.jpg' : 'picture.png');
  writeFileSync(file, bytes);
  const { textOf, cpuSeconds, peakMb = 0 } = readWithGlyphwatch([file]);
  const score = emptyScore();
  const label = { file, category: '', lines: [], words, optional: [], partial: false };
  addImage(score, label, textOf.get(file) ?? '');
  const percent = (part: number, whole: number) =>
    whole === 0 ? '–' : Number(((100 * part) / whole).toFixed(1));
  return {
    picture: picture.name,
    words: score.wanted,
    'found %': percent(score.found, score.wanted),
    'right %': percent(score.right, score.read),
    'false words': score.read - score.right,
    'CPU s': Number(cpuSeconds.toFixed(2)),
    'peak MB': Math.round(peakMb),
  };
}
