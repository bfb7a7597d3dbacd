// Overlap of the bounding boxes of detected words with their ink:
//   npx node tools/bench/text-detection/word-boxes.ts
import { parseArgs } from 'node:util';
import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';
import { renderPage, type PageStyle } from '@glyphwatch/onnx-text-detector/testing';
import { type Judgement, judgeWordBoxes, meanOf } from './judge-word-boxes.ts';

/** Mean intersection over union of all words, including those not found. */
const MIN_OVERLAP = 0.7;

const HELP = `Usage: npx node tools/bench/text-detection/word-boxes.ts [--help]

Renders pages word by word, so that the place of each word's ink is known, detects their text, and prints per kind of
page the words, how many were read letter by letter, and the mean intersection over union of box and ink (1 is
perfect; a word without a box counts 0). Ends with 1 when the mean of all words is below ${MIN_OVERLAP}.`;

const TEXT = [
  'The quick brown fox jumps over the lazy dog',
  'Please keep this gate closed at all times',
  'Invoice 4711 is due on 31 December 2026',
  'No parking between 8 am and 6 pm',
  'Emergency exit only: alarm will sound',
  'Questions? Call 555 0199 or write to us',
];

const KINDS: readonly (readonly [string, PageStyle])[] = [
  ['sans 14 px', { size: 14 }],
  ['sans 24 px', { size: 24 }],
  ['serif 32 px', { font: 'serif', size: 32 }],
  ['monospace 24 px', { font: 'monospace', size: 24 }],
  ['bold 64 px', { font: 'sans bold', size: 64 }],
  ['dense', { size: 20, pitch: 1.25 }],
  ['sparse', { size: 20, pitch: 3 }],
  ['white on dark', { size: 28, paper: '#1b2a3a', ink: '#ffffff' }],
  ['low contrast', { size: 28, paper: '#c8c8c8', ink: '#8c8c8c' }],
  ['turned 90°', { size: 24, angle: 90 }],
  ['turned 180°', { size: 24, angle: 180 }],
  ['turned 270°', { size: 24, angle: 270 }],
  ['skewed 4°', { size: 24, angle: 4 }],
  ['skewed -12°', { size: 24, angle: -12 }],
];

async function judgeAll(): Promise<(Judgement & { readonly kind: string })[]> {
  const detector = new OnnxTextDetector();
  try {
    const judged = [];
    for (const [kind, style] of KINDS) {
      const page = await renderPage(TEXT, style);
      const image = { address: { bucket: 'rendered', key: kind }, read: async () => page.png };
      judged.push({ kind, ...judgeWordBoxes(page, await detector.detectText(image)) });
    }
    return judged;
  } finally {
    await detector.close();
  }
}

function rowOf(kind: string, judged: readonly Judgement[]) {
  const sum = (value: (one: Judgement) => number) => judged.reduce((n, one) => n + value(one), 0);
  const overlaps = judged.flatMap((one) => one.overlaps);
  return {
    kind,
    words: sum(({ words }) => words),
    read: sum(({ read }) => read),
    'without a box': overlaps.filter((value) => value === 0).length,
    'mean IoU': Number(meanOf(overlaps).toFixed(3)),
  };
}

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
if (values.help) {
  console.log(HELP);
} else {
  const judged = await judgeAll();
  console.table([...judged.map((one) => rowOf(one.kind, [one])), rowOf('all', judged)]);
  const mean = meanOf(judged.flatMap(({ overlaps }) => overlaps));
  console.log(`mean IoU ${mean.toFixed(3)}, minimum ${MIN_OVERLAP}`);
  process.exitCode = mean >= MIN_OVERLAP ? 0 : 1;
}
