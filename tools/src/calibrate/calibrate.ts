// Renews what the int8 recogniser was calibrated with: node tools/src/calibrate/calibrate.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibrateRecognition } from '@glyphwatch/onnx-text-detector/calibration';
import { format } from 'prettier';
import { missingFonts } from '../../bench/text-detection/hard/fonts.ts';
import { KINDS } from '../../bench/text-detection/hard/kinds.ts';
import { seededRandom } from '../../bench/text-detection/hard/random.ts';
import { SAMPLES } from '../make-samples/samples.ts';
import { ROOT } from '../workspace.ts';

const TARGET = 'libs/adapters/local/onnx-text-detector/src/recognition-calibration.json';
/** Drawn pictures of each kind; none that is measured has this seed. */
const COUNT = 3;
const SEED = 'calibration';

const samples = SAMPLES.map(({ name }) => readFileSync(join(ROOT, 'apps/cli/samples', name)));
const drawn: Buffer[] = [];
for (const [kind, draw] of Object.entries(KINDS)) {
  for (let number = 1; number <= COUNT; number += 1) {
    drawn.push((await draw(seededRandom(`${SEED} ${kind} ${number}`))).bytes);
  }
}
const missing = missingFonts();
if (missing.length > 0) console.warn(`Without the fonts ${missing.join(', ')} it will differ.`);
const calibration = await calibrateRecognition([...samples, ...drawn]);
const text = await format(JSON.stringify(calibration), { parser: 'json', printWidth: 100 });
writeFileSync(join(ROOT, TARGET), text);
console.log(`${Object.keys(calibration.seen).length} convolutions in ${TARGET}`);
