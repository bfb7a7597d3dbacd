import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';
import { compileWatchlist } from '@glyphwatch/watchlist';
import { type PackEntry, packEntries } from '@glyphwatch/watchlist/testing';
import { pngOf } from './testing/picture.ts';

const detector = new OnnxTextDetector({ languages: ['de'] });
afterAll(() => detector[Symbol.asyncDispose]());

/** Of the lines that were drawn, those in which something begins that the rule found in the picture. */
async function foundBy({ rule }: PackEntry, lines: readonly string[]): Promise<string[]> {
  const bytes = await pngOf(lines);
  const address = { bucket: '/drawn', key: `${rule.id}.png` };
  const detection = await detector.detectText({ address, read: async () => bytes });
  const watchlist = compileWatchlist({ rules: [rule], allow: [], replace: [] });
  const [match] = watchlist.match(detection, {}).ruleMatches;
  const found = new Set(match?.matches.map(({ lines: [first] }) => first));
  // The picture has nothing but these lines, from top to bottom.
  expect(detection.lines.map(({ text }) => text)).toHaveLength(lines.length);
  return lines.filter((_, index) => found.has(index + 1));
}

it.each(packEntries().map((entry) => [entry.rule.id, entry] as const))(
  'the rule %s of a pack finds its texts in a picture, and leaves near ones alone',
  async (_, entry) => {
    const { finds, leaves } = entry;
    expect(await foundBy(entry, [...finds, ...leaves])).toEqual(finds);
  },
);
