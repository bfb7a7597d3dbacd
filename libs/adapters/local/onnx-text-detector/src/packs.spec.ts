import { createRequire } from 'node:module';
import { compileWatchlist, parseRuleFile } from '@glyphwatch/watchlist';
import { type PackEntry, packEntries } from '@glyphwatch/watchlist/testing';
import sharp from 'sharp';
import { OnnxTextDetector } from './onnx-text-detector.ts';
import { imageOf } from './testing/image-of.ts';

/** Installed with the repository, so that pictures look the same on every machine. */
const FONT = createRequire(__filename).resolve(
  '@expo-google-fonts/open-sans-condensed/OpenSansCondensed_700Bold.ttf',
);

const detector = new OnnxTextDetector({ languages: ['de'] });
afterAll(() => detector.close());

/** Large black text on white. */
async function drawn(lines: readonly string[]): Promise<Buffer> {
  const text = {
    text: lines.join('\n'),
    font: 'Open Sans Condensed, Bold Condensed',
    fontfile: FONT,
    dpi: 300,
  };
  const ink = await sharp({ text: { ...text, rgba: true } })
    .png()
    .toBuffer();
  const margin = { top: 40, bottom: 40, left: 40, right: 40, background: '#ffffff' };
  return sharp(ink).flatten({ background: '#ffffff' }).extend(margin).png().toBuffer();
}

/** Stands between the texts, so that none is taken for the rest of the one above it. */
const BETWEEN = 'and below it';

/** Of the texts that were drawn, those in which something begins that the rule found in the picture. */
async function foundBy({ rule }: PackEntry, texts: readonly string[]): Promise<string[]> {
  const lines = texts.flatMap((text) => [text, BETWEEN]);
  const detection = await detector.detectText(imageOf(await drawn(lines)));
  const watchlist = compileWatchlist({ rules: [rule], allow: [], replace: [] });
  const [match] = watchlist.match(detection, {}).ruleMatches;
  const found = new Set(match?.matches.map(({ lines: [first] }) => first));
  // The picture has nothing but these lines, from top to bottom.
  expect(detection.lines).toHaveLength(lines.length);
  return lines.filter((text, index) => text !== BETWEEN && found.has(index + 1));
}

it.each(packEntries().map((entry) => [entry.rule.id, entry] as const))(
  'the rule %s of a pack finds its texts in a picture, and leaves near ones alone',
  async (_, entry) => {
    const { finds, leaves } = entry;
    expect(await foundBy(entry, [...finds, ...leaves])).toEqual(finds);
  },
);

it.each([
  ['a pattern', { mode: 'pattern', values: ['\\AKI\\A????????????????'] }],
  ['an expression', { mode: 'regex', values: ['AKIA[0-9A-Z]{16}'] }],
  ['a literal', { values: ['AKIAIOSFODNN7EXAMPLE'] }],
] as const)('%s finds a key that a terminal wrapped, and names both lines', async (_, match) => {
  const terminal = await drawn(['export KEY=AKIAIOSF', 'ODNN7EXAMPLE', '$ ']);
  const detection = await detector.detectText(imageOf(terminal));
  const foundWith = (more: object) => {
    const rules = JSON.stringify({ rules: [{ id: 'key', match: { ...match, ...more } }] });
    const { ruleSet } = parseRuleFile(rules, { name: 'rules.yaml' });
    if (!ruleSet) throw new Error('mistakes in the rules');
    const [found] = compileWatchlist(ruleSet).match(detection, {}).ruleMatches;
    return found?.matches.map(({ lines }) => lines);
  };
  expect(foundWith({ joinLines: 1 })).toEqual([[1, 2]]);
  expect(foundWith({ joinLines: 0 })).toBeUndefined();
});
