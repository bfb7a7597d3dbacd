import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { TextDetection } from '@glyphwatch/domain';
import { compileWatchlist, TOLERANCES, type Tolerance } from '@glyphwatch/watchlist';
import { missingFonts } from '../text-detection/hard/fonts.ts';
import { seededRandom } from '../text-detection/hard/random.ts';
import { helpOn, printTable, ruleOf, ruleSetOf } from '../watchlist/rules.ts';
import {
  type Conditions,
  drawConditions,
  FACTORS,
  isClear,
  isOrdinary,
  stepOf,
} from './conditions.ts';
import { PHRASES } from './phrases.ts';
import { plant } from './plant.ts';
import { scan } from './scan.ts';

helpOn(`Measures how often a phrase that a person can read in a picture is alerted, by tolerance.

  node tools/bench/truth/recall.ts [--seed 1] [--pictures 400] [--keep FOLDER]

Plants phrases in drawn pictures under size, perspective, bend, blur, noise, faint print and JPEG, many of them hard at once, reads
them with the real command and applies one rule with all defaults but the tolerance to each. The same seed draws the same
pictures on the same fonts. "Clear" and "ordinary" are defined in conditions.ts. --keep leaves the pictures to look at.`);

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    pictures: { type: 'string', default: '400' },
    keep: { type: 'string' },
  },
});

interface Planted {
  readonly phrase: string;
  readonly conditions: Conditions;
}

const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'truth-'));
mkdirSync(folder, { recursive: true });
try {
  const planted = await plantAll(folder);
  const alerts = new Map(scan(folder).map(({ image, detection }) => [basename(image), detection]));
  report([...planted].map(([file, one]) => ({ ...one, found: alertsFor(one, alerts.get(file)) })));
} finally {
  if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
}

async function plantAll(into: string): Promise<ReadonlyMap<string, Planted>> {
  const planted = new Map<string, Planted>();
  const missing = missingFonts();
  if (missing.length > 0) console.log(`Without the fonts ${missing.join(', ')}.`);
  for (let number = 0; number < Number(options.pictures); number += 1) {
    const random = seededRandom(`${options.seed}/${number}`);
    const [phrase, conditions] = [random.pick(PHRASES), drawConditions(random)];
    const file = `${String(number).padStart(5, '0')}.jpg`;
    writeFileSync(join(into, file), await plant(phrase, conditions, random));
    planted.set(file, { phrase, conditions });
  }
  return planted;
}

type Judged = Planted & { readonly found: ReadonlySet<Tolerance> };

function alertsFor(
  { phrase }: Planted,
  detection: TextDetection | undefined,
): ReadonlySet<Tolerance> {
  const found = TOLERANCES.filter((tolerance) => {
    const rules = ruleSetOf([ruleOf('planted', { values: [phrase], tolerance })]);
    return detection && compileWatchlist(rules).match(detection, {}).ruleMatches.length > 0;
  });
  return new Set(found);
}

function report(all: readonly Judged[]): void {
  const clear = all.filter(({ conditions }) => isClear(conditions));
  const ordinary = all.filter(({ conditions }) => isOrdinary(conditions));
  console.log(`Alert recall, seed ${options.seed}\n`);
  printTable([row('ordinary', ordinary), row('clear', clear), row('all drawn', all)]);
  console.log('\nOf the clear ones, by factor\n');
  printTable(
    FACTORS.flatMap((factor) => {
      const steps = Map.groupBy(clear, ({ conditions }) => stepOf(factor, conditions));
      const from = (of: readonly Judged[]) => Math.abs(of[0]?.conditions[factor.name] ?? 0);
      return [...steps]
        .sort(([, a], [, b]) => from(a) - from(b))
        .map(([step, of]) => row(`${factor.label} ${step}`, of));
    }),
  );
}

function row(pictures: string, of: readonly Judged[]) {
  const shares = TOLERANCES.map((tolerance) => {
    const found = of.filter((one) => one.found.has(tolerance)).length;
    return [
      tolerance,
      of.length === 0 ? '–' : `${((100 * found) / of.length).toFixed(1)} %`,
    ] as const;
  });
  return { pictures, number: of.length, ...Object.fromEntries(shares) };
}
