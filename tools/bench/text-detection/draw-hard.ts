// Draws labelled pictures of the kinds that are hard to read, for accuracy.ts:
//   npx node tools/bench/text-detection/draw-hard.ts --to FOLDER [--count 12] [--seed TEXT] [--only KIND]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { missingFonts } from './hard/fonts.ts';
import { KINDS } from './hard/kinds.ts';
import { seededRandom } from './hard/random.ts';
import { type Label, tokensOf } from '@glyphwatch/cli/compare';

const HELP = `Usage: npx node tools/bench/text-detection/draw-hard.ts --to FOLDER [--count 12] [--seed TEXT] [--only KIND]

Draws --count pictures of each kind (${Object.keys(KINDS).join(', ')}) and labels.jsonl into FOLDER. The same
seed and fonts give the same pictures. Then measure:
  npx node tools/bench/text-detection/accuracy.ts --images FOLDER`;

const { values } = parseArgs({
  options: {
    to: { type: 'string' },
    count: { type: 'string', default: '12' },
    seed: { type: 'string', default: 'hard' },
    only: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help || values.to === undefined) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}

const folder = values.to;
mkdirSync(folder, { recursive: true });
const labels: Label[] = [];
for (const [category, draw] of Object.entries(KINDS)) {
  if (values.only !== undefined && values.only !== category) continue;
  for (let number = 1; number <= Number(values.count); number += 1) {
    const {
      bytes,
      ending,
      lines,
      join: isJoined = false,
    } = await draw(seededRandom(`${values.seed} ${category} ${number}`));
    const file = `${category}-${number}.${ending}`;
    writeFileSync(join(folder, file), bytes);
    const words = lines.flatMap(tokensOf);
    labels.push({ file, category, lines, words, optional: [], partial: false, join: isJoined });
  }
}
writeFileSync(
  join(folder, 'labels.jsonl'),
  labels.map((label) => `${JSON.stringify(label)}\n`).join(''),
);
console.log(`${labels.length} pictures in ${folder}`);
const missing = missingFonts();
if (missing.length > 0) console.log(`Fonts that this machine does not have: ${missing.join(', ')}`);
