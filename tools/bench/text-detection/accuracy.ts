// Recall and precision of text detection on labelled pictures, through the real command:
//   npx node tools/bench/text-detection/accuracy.ts --images FOLDER [--detector NAME|JSON] [--vs tesseract]
// --detector is the line of the settings file: onnx (default), tesseract, '{"name":"onnx","detail":"fast"}'; or rekognition-local,
// which answers as Rekognition does, with what onnx reads.
// FOLDER contains labels.jsonl (one object per line: file, category, words, optional, partial) and the pictures it names.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  readWithGlyphwatch,
  readWithRekognitionLocal,
  readWithTesseract,
  type Reading,
} from './engines.ts';
import { type Label, readLabels } from '@glyphwatch/cli/compare';
import { addImage, emptyScore, type Score, sumOf } from '@glyphwatch/cli/compare';

const { values } = parseArgs({
  options: {
    images: { type: 'string' },
    detector: { type: 'string', default: 'onnx' },
    vs: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help || values.images === undefined) {
  console.log(
    'Usage: npx node tools/bench/text-detection/accuracy.ts --images FOLDER [--detector NAME|JSON] [--vs tesseract]',
  );
  process.exit(values.help ? 0 : 2);
}

const folder = values.images;
const labels = readLabels(folder);
const files = labels.map(({ file }) => join(folder, file));

function scoresOf({ textOf }: Reading): Map<string, Score> {
  const scores = new Map<string, Score>();
  labels.forEach((label: Label, index) => {
    const score = scores.get(label.category) ?? emptyScore();
    addImage(score, label, textOf.get(files[index] ?? '') ?? '');
    scores.set(label.category, score);
  });
  return scores;
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : ((100 * part) / whole).toFixed(1);
const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function rowOf(name: string, score: Score): Record<string, string | number> {
  return {
    category: name,
    images: score.images,
    words: `${score.found}/${score.wanted}`,
    'recall %': percent(score.found, score.wanted),
    'precision %': percent(score.right, score.read),
    'false text': score.falseText,
  };
}

function report(engine: string, reading: Reading): Score {
  const scores = scoresOf(reading);
  const total = sumOf([...scores.values()]);
  console.log(`\n${engine}`);
  console.table([...[...scores].map(([name, score]) => rowOf(name, score)), rowOf('all', total)]);
  const cpu = (reading.cpuSeconds / files.length).toFixed(2);
  const peak = reading.peakMb === undefined ? '' : `, peak ${reading.peakMb.toFixed(0)} MB`;
  console.log(
    `mean recall of images ${percent(mean(total.recalls), 1)} %, ${cpu} CPU s per image${peak}`,
  );
  return total;
}

const { detector } = values;
const ours =
  detector === 'rekognition-local'
    ? await readWithRekognitionLocal(files)
    : readWithGlyphwatch(files, detector.startsWith('{') ? JSON.parse(detector) : detector);
const our = report(`${detector}, one image at a time`, ours);
if (values.vs === 'tesseract') {
  const theirs = readWithTesseract(files);
  const their = report('tesseract, one thread', theirs);
  const recall = our.found / our.wanted / (their.found / their.wanted);
  console.log(
    `\nrecall ${recall.toFixed(2)} × at ${(ours.cpuSeconds / theirs.cpuSeconds).toFixed(2)} × the CPU time`,
  );
}
