import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tiffOf } from '@glyphwatch/image-pages/testing';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pictureOf } from '../../testing/picture.ts';
import { glyphwatch, inTemporaryFolder } from '../../testing/run-command.ts';

const SLOW = 120_000;
const AGAIN = 'read again by onnx, because not all was read: 1 image';
/** Two detectors that every machine has. */
const settings = (maxPages: number): string => `
detector:
  first: { name: onnx, maxPages: 1 }
  whenTruncated: { name: onnx, maxPages: ${maxPages} }
`;

async function page(text: string) {
  const raw = (await pictureOf([text])).removeAlpha().raw();
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: data };
}

it(
  'reads again what the first detector did not read to its end, and says how often; each is remembered alone',
  () =>
    inTemporaryFolder(async (folder) => {
      const pages = [await page('KEEP OUT'), await page('NO ENTRY')];
      writeFileSync(join(folder, 'two.tiff'), tiffOf(pages));
      writeFileSync(join(folder, 'one.png'), await (await pictureOf(['EXIT'])).png().toBuffer());
      const scan = async (maxPages: number) => {
        writeFileSync(join(folder, 'glyphwatch.yaml'), settings(maxPages));
        const { out, err, code } = await glyphwatch(['scan', '.', '--format', 'jsonl'], {
          cwd: folder,
        });
        expect(code).toBe(EXIT.done);
        const images = out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
        const texts = images.map(({ image, truncated, lines }) => [
          image,
          truncated,
          lines.map(({ text }: { text: string }) => text).join('|'),
        ]);
        return { texts: texts.toSorted(), err };
      };
      const all = [
        ['one.png', false, 'EXIT'],
        ['two.tiff', false, 'KEEP OUT|NO ENTRY'],
      ];
      const once = await scan(900);
      expect(once.texts).toEqual(all);
      expect(once.err).toContain(AGAIN);
      // Another second detector: its answer is new, that of the first is remembered.
      const other = await scan(901);
      expect(other.texts).toEqual(all);
      expect(other.err).toContain(AGAIN);
      // Back again: all is remembered.
      const back = await scan(900);
      expect(back.texts).toEqual(all);
      expect(back.err).not.toContain('read again');
    }),
  SLOW,
);
