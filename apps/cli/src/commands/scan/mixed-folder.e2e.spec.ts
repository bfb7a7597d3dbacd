import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  apngOf,
  bmpOf,
  formPdf,
  gifOf,
  heicOf,
  HOSTILE_PICTURES,
  imagePdf,
  manyPages,
  plainPicture,
  SCANS,
  scannedPdf,
  tiffOf,
  webpOf,
  xfaPdf,
} from '@glyphwatch/image-pages/testing';
import sharp from 'sharp';
import { EXIT } from '../../terminal/exit-codes.ts';
import { hollowPng, pngOf } from '../../testing/picture.ts';
import { glyphwatch } from '../../testing/run-command.ts';

const SLOW = 600_000;
const COPIES = 24;
/** So that long files do not take long. */
const SETTINGS = 'detector: { name: onnx, maxPages: 3, maxFrames: 3 }\n';
const SIZE = { width: 40, height: 40 };
const TORN = Buffer.alloc(100, 0xff);

type Write = () => Buffer | string | Promise<Buffer>;
const dot = plainPicture([10, 20, 30], SIZE);
const other = plainPicture([200, 20, 30], SIZE);
const still = () => sharp(dot.rgb, { raw: { ...SIZE, channels: 3 } });
const cut = async (write: Write): Promise<Buffer> => {
  const whole = Buffer.from(await write());
  return whole.subarray(0, whole.length * 0.6);
};

const READ: Readonly<Record<string, Write>> = {
  'a.jpg': () => still().jpeg().toBuffer(),
  'a.jfif': () => still().jpeg().toBuffer(),
  'a.png': () => still().png().toBuffer(),
  'frames.png': () => apngOf([dot, other]),
  'a.webp': () => still().webp().toBuffer(),
  'frames.webp': () => webpOf([dot, other]),
  'a.gif': () => gifOf([dot, other]),
  'a.avif': () => still().avif().toBuffer(),
  'a.bmp': () => bmpOf(dot),
  'a.tif': () => tiffOf([dot, other]),
  'a.pdf': () => imagePdf([dot]),
  'no-ending': () => still().png().toBuffer(),
};
/** Read in part: limits, and damage of a part. */
const IN_PART: Readonly<Record<string, Write>> = {
  'long.pdf': () => manyPages(100),
  'torn-page.pdf': () => scannedPdf(SCANS.JBIG2, () => TORN),
  ...Object.fromEntries(
    ['TIFF, 1,000 pages', 'TIFF, directories in a circle', 'GIF, 5,000 frames'].map((name) => [
      `${name}.file`,
      HOSTILE_PICTURES[name] ?? (() => ''),
    ]),
  ),
};
const FAILED: Readonly<Record<string, Write>> = {
  'empty.png': () => '',
  'text.jpg': () => 'just text',
  'bomb.png': () => hollowPng(30_000, 30_000),
  'cut.pdf': () => cut(() => formPdf('KEEP OUT')),
  'cut.tif': () => cut(() => tiffOf([dot])),
  'cut.avif': () => cut(READ['a.avif'] ?? (() => '')),
  'xfa.pdf': () => xfaPdf(true),
  'moving.avif': () => '\0\0\0\x1cftypavis\0\0\0\0avifmif1miaf',
  'photo.heic': () => heicOf([{ tiles: [['red']] }]),
};
const PASSED_OVER: Readonly<Record<string, Write>> = {
  'logo.svg': () => '<svg/>',
  'raw.cr2': () => 'II',
  'film.mp4': () => 'ftyp',
  'notes.txt': () => 'KEEP OUT',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every file often, and some with text. Returns how many files there are. */
async function fill(): Promise<number> {
  let files = 0;
  const put = (name: string, bytes: Buffer | string): void => {
    files += 1;
    writeFileSync(join(folder, 'in', name), bytes);
  };
  mkdirSync(join(folder, 'in'));
  for (const kinds of [READ, FAILED, PASSED_OVER]) {
    for (const [name, write] of Object.entries(kinds)) {
      const bytes = await write();
      for (let copy = 0; copy < COPIES - (kinds === FAILED ? 10 : 4); copy++)
        put(`${copy}-${name}`, bytes);
    }
  }
  for (const [name, write] of Object.entries(IN_PART)) put(name, await write());
  const text = await pngOf(['KEEP OUT']);
  while (files < 500) put(`text-${files}.png`, text);
  return files;
}

it(
  'counts each of 500 files of every kind, good and bad',
  async () => {
    expect(await fill()).toBe(500);
    writeFileSync(join(folder, 'glyphwatch.yaml'), SETTINGS);
    const scan = ['scan', 'in', '--no-store', '--fail-on-match'];
    const { code, out, err } = await glyphwatch([...scan, '--format', 'jsonl'], { cwd: folder });
    const printed = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const passedOver = printed.pop().passedOver;
    expect(passedOver).toEqual({ cr2: 20, mp4: 20, svg: 20, other: 20 });
    const named = new Set(printed.map(({ image }) => image));
    expect(named.size).toBe(500 - 80);
    const failed = printed.filter(({ status }) => status === 'UNSUPPORTED');
    expect(failed).toHaveLength(Object.keys(FAILED).length * 14);
    for (const { reason } of failed) expect(reason.length).toBeGreaterThan(10);
    const inPart = printed.filter(({ truncated }) => truncated);
    expect(inPart).toHaveLength(Object.keys(IN_PART).length);
    const read = printed.filter(({ status }) => /^NO_(TEXT|MATCH)$/.test(status));
    expect(read.length + failed.length + 80).toBe(500);
    expect(err).toMatch(
      /not looked at: 126 unsupported, 5 read in part, passed over: 20 cr2, 20 mp4/,
    );
    expect(code).toBe(EXIT.failed);
  },
  SLOW,
);
