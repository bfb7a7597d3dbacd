import { mkdirSync, mkdtempSync, rmSync, writeFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pictureOf, pngOf } from '../../testing/picture.ts';
import { glyphwatch } from '../../testing/run-command.ts';

const SLOW = 60_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  mkdirSync(join(folder, 'in'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, bytes: Buffer | string): void =>
  writeFileSync(join(folder, 'in', name), bytes);

it(
  'reads JPEGs under any ending, and says on stderr what a build that waits for a match does not know',
  async () => {
    const jpeg = await (await pictureOf(['KEEP OUT'])).jpeg().toBuffer();
    for (const name of ['photo.jfif', 'photo.jpe', 'photo']) put(name, jpeg);
    put('stereo.mpo', Buffer.concat([jpeg, jpeg]));
    put('scan.pdf', '%PDF-1.4\n');
    put('IMG_0001.HEIC', '\0\0\0\u0018ftypheic\0\0\0\0mif1heic');
    put('p.bmp', 'BM');
    put('logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
    put('notes.txt', 'KEEP OUT');
    const { code, out, err } = await glyphwatch(['scan', 'in', '--fail-on-match', '--no-store'], {
      cwd: folder,
    });
    for (const name of ['photo.jfif', 'photo.jpe', 'photo', 'stereo.mpo']) {
      expect(out).toContain(`NO_MATCH     in/${name} (1 line)\n             KEEP OUT\n`);
    }
    for (const name of ['scan.pdf', 'IMG_0001.HEIC', 'p.bmp']) {
      expect(out).toMatch(new RegExp(`^UNSUPPORTED  in/${name}: \\S`, 'm'));
    }
    expect(out).toContain(
      '7 images: 4 without a match, 3 unsupported · passed over: 1 svg, 1 other file · ',
    );
    expect(err).toContain('glyphwatch: not looked at: 3 unsupported, passed over: 1 svg\n');
    expect(code).toBe(EXIT.failed);
  },
  SLOW,
);

it(
  'counts links below a folder, and follows them when asked',
  async () => {
    put('a.txt', 'no picture');
    writeFileSync(join(folder, 'elsewhere.png'), await pngOf(['KEEP OUT']));
    symlinkSync('../elsewhere.png', join(folder, 'in/link.png'));
    const scan = (...more: readonly string[]) =>
      glyphwatch(['scan', 'in', '--no-store', ...more], { cwd: folder });
    const { out, err } = await scan('--fail-on-match');
    const passedOver = 'passed over: 1 link (see --follow-links)';
    expect(out).toContain(`0 images · ${passedOver}, 1 other file · `);
    expect(err).toContain(`not looked at: ${passedOver}\n`);
    expect((await scan('--follow-links')).out).toContain('1 image: 1 without a match');
  },
  SLOW,
);

it(
  'watches files without an ending, and says once what it passes over',
  async () => {
    put('a.svg', '<svg/>');
    put('b.svg', '<svg/>');
    put('notes.txt', 'KEEP OUT');
    put('upload', await pngOf(['KEEP OUT']));
    const { out, err } = await glyphwatch(['watch', 'in', '--format', 'jsonl', '--no-store'], {
      cwd: folder,
      onStart: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
    });
    const [image, last] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(image).toMatchObject({ image: 'in/upload', lines: [{ text: 'KEEP OUT' }] });
    expect(last).toEqual({ passedOver: { svg: 2, other: 1 } });
    expect(err.match(/passed over/g)).toHaveLength(1);
    expect(err).toMatch(/in\/[ab]\.svg is passed over \(svg\); others like it are only counted\n/);
  },
  SLOW,
);
