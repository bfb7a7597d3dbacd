import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pictureOf, pngOf } from '../../testing/picture.ts';
import { glyphwatch, inTemporaryFolder } from '../../testing/run-command.ts';

const SLOW = 120_000;
const RULES = `rules:
  - { id: gate, match: KEEP OUT, description: "<script>alert(1)</script>" }
  - { id: secret, match: SESAME77, sensitive: true, severity: critical }
`;

/** The pictures of one image in the report, decoded. */
function picturesIn(article: string): Buffer[] {
  const uris = article.matchAll(/<img src="data:image\/jpeg;base64,([^"]+)"/g);
  return [...uris].map(([, data = '']) => Buffer.from(data, 'base64'));
}

async function darkShare(picture: Buffer): Promise<number> {
  const { data } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true });
  return data.filter((level) => level < 60).length / data.length;
}

it(
  'writes one page with pictures, which needs nothing else and shows no secret',
  () =>
    inTemporaryFolder(async (cwd) => {
      mkdirSync(join(cwd, 'photos'));
      writeFileSync(join(cwd, 'photos/<b>gate.png'), await pngOf(['KEEP OUT']));
      writeFileSync(join(cwd, 'photos/key.png'), await pngOf(['SESAME77']));
      const plain = await (await pictureOf(['SESAME77'])).jpeg().toBuffer();
      writeFileSync(join(cwd, 'photos/tree.png'), await pngOf(['HELLO WORLD']));
      writeFileSync(join(cwd, 'photos/broken.png'), 'no picture');
      writeFileSync(join(cwd, 'watch-rules.yaml'), RULES);
      const args = ['scan', 'photos', '--report', 'out.html'];
      const { code, err } = await glyphwatch(args, { cwd });
      expect(code).toBe(EXIT.failed);
      expect(err).toContain(`the report is in ${join(cwd, 'out.html')}`);
      const html = readFileSync(join(cwd, 'out.html'), 'utf8');
      expect(statSync(join(cwd, 'out.html')).mode & 0o777).toBe(0o600);

      expect(html).toContain("default-src 'none'");
      expect(html).not.toMatch(/<script|<b>gate|https?:\/\/|SESAME77/i);
      expect(html).toContain('prefers-color-scheme: dark');
      expect(html).toContain('4 images: 2 matched, 1 without a match, 1 unsupported');
      expect(html).toMatch(/Not read[^]*photos\/broken\.png/);
      expect(html).not.toContain('tree.png');

      // Most severe first.
      const [, secret = '', gate = ''] = html.split('<article>');
      expect(secret).toContain('photos/key.png');
      expect(gate).toContain('photos/&lt;b&gt;gate.png');
      expect(gate).toContain('&lt;script&gt;alert(1)');
      expect(gate).toContain('<mark>KEEP OUT</mark>');
      expect(picturesIn(gate).length).toBeGreaterThan(0);
      // Covered by a dark box, not only outlined.
      const [covered] = picturesIn(secret);
      expect(await darkShare(covered ?? Buffer.of())).toBeGreaterThan(2 * (await darkShare(plain)));
    }),
  SLOW,
);

it(
  'finds out before it scans that the report cannot be written',
  () =>
    inTemporaryFolder(async (cwd) => {
      writeFileSync(join(cwd, 'gate.png'), await pngOf(['KEEP OUT']));
      const { code, out, err } = await glyphwatch(
        ['scan', 'gate.png', '--report', 'no/such/out.html'],
        { cwd },
      );
      expect({ code, out }).toEqual({ code: EXIT.invalid, out: '' });
      expect(err).toContain('there is no folder');
    }),
  SLOW,
);
