import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  bmpOf,
  encryptedPdf,
  gifOf,
  heicOf,
  hostilePdf,
  manyPages,
  plainPicture,
  textPdf,
  tiffOf,
} from '@glyphwatch/image-pages/testing';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pictureOf } from '../../testing/picture.ts';
import { glyphwatch } from '../../testing/run-command.ts';

const SLOW = 180_000;
const RULES = `rules:
  - { id: gate, match: KEEP OUT }
  - { id: stamp, kind: absent, match: APPROVED, minWords: 1 }
`;
/** So that hostile files do not take long. */
const SETTINGS = 'detector: { name: onnx, maxPages: 10, maxFrames: 100 }\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'rules.yaml'), RULES);
  writeFileSync(join(folder, 'glyphwatch.yaml'), SETTINGS);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, bytes: Buffer | string): void =>
  writeFileSync(join(folder, 'in', name), bytes);

interface Printed {
  readonly image?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly passedOver?: object;
  readonly pageCount?: number;
  readonly pagesRead?: number;
  readonly pages?: readonly { readonly unread?: string }[];
  readonly matches?: readonly { readonly ruleId: string; readonly page?: number }[];
}

/** As if the package were installed that Glyphwatch does not bring. */
function withHeicDecoder(): NodeJS.ProcessEnv {
  mkdirSync(join(folder, 'packages'));
  const installed = dirname(require.resolve('heic-decode-for-specs/package.json'));
  symlinkSync(installed, join(folder, 'packages/heic-decode'));
  return { NODE_PATH: join(folder, 'packages') };
}

async function scan(more: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const args = ['scan', 'in', '--rules', 'rules.yaml', '--no-store', ...more];
  const { code, out } = await glyphwatch([...args, '--format', 'jsonl'], { cwd: folder, env });
  const printed = out
    .trim()
    .split('\n')
    .map((line): Printed => JSON.parse(line));
  const images = new Map(printed.map((one) => [one.image?.slice('in/'.length), one]));
  return { code, images };
}

it(
  'reads every format, says on which page a match is, and draws that page',
  async () => {
    const picture = await pictureOf(['KEEP OUT']);
    const { data, info } = await picture
      .clone()
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const drawn = { width: info.width, height: info.height, rgb: data };
    const blank = plainPicture([255, 255, 255], info);
    for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
      put(`one.${format}`, await picture.clone().toFormat(format).toBuffer());
    }
    put('one.bmp', bmpOf(drawn));
    put('photo.heic', heicOf([{ tiles: [['text']], thumbnail: 'red', depth: 'blue' }]));
    put('no-ending', await picture.clone().png().toBuffer());
    put('two.tif', tiffOf([blank, drawn]));
    put('two.gif', await gifOf([blank, drawn]));
    put('three.pdf', textPdf(['COVER', 'KEEP OUT', 'END']));
    const { code, images } = await scan(['--annotate', 'found'], withHeicDecoder());
    expect(code).toBe(EXIT.done);
    const pageOf = (name: string) =>
      images
        .get(name)
        ?.matches?.filter(({ ruleId }) => ruleId === 'gate')
        .map(({ page }) => page);
    const ones = [
      'one.jpeg',
      'one.png',
      'one.webp',
      'one.avif',
      'one.bmp',
      'photo.heic',
      'no-ending',
    ];
    for (const name of ones) expect([name, pageOf(name)]).toEqual([name, [undefined]]);
    for (const name of ['two.tif', 'two.gif', 'three.pdf']) {
      expect([name, pageOf(name)]).toEqual([name, [2]]);
    }
    const pictures = readdirSync(join(folder, 'found/in'));
    expect(pictures).toEqual(
      expect.arrayContaining(['three.pdf.p2.png', 'one.bmp.png', 'photo.heic.png']),
    );
  },
  SLOW,
);

it(
  'answers hostile and damaged files, reads what is sound in them, and counts what it passes over',
  async () => {
    const small = plainPicture([255, 255, 255], { width: 40, height: 40 });
    put('locked.pdf', await encryptedPdf(textPdf(['KEEP OUT']), { user: 'a', owner: 'b' }));
    put('owned.pdf', await encryptedPdf(textPdf(['KEEP OUT']), { user: '', owner: 'b' }));
    put('nested.pdf', hostilePdf());
    put('endless.pdf', manyPages(100_000));
    put('circle.tif', tiffOf([small, small], { next: (page, at) => at[1 - page] ?? 0 }));
    put('lost.tif', tiffOf([small], { next: () => 0x7fff0000 }));
    put('long.tif', tiffOf(Array.from({ length: 1000 }, () => small)));
    put('long.gif', await gifOf(Array.from({ length: 5000 }, () => small)));
    put('phone.heic', '\0\0\0\u0018ftypheic\0\0\0\0mif1heic');
    put('logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
    put('raw.cr2', 'II');
    put('notes.txt', 'KEEP OUT');
    const { code, images } = await scan();
    expect(code).toBe(EXIT.failed);
    const of = (name: string) => images.get(name);
    expect(of('locked.pdf')?.reason).toMatch(/^The PDF needs a password/);
    expect(of('phone.heic')?.reason).toMatch(/npm install heic-decode$/);
    expect(of('owned.pdf')).toMatchObject({
      status: 'MATCHED',
      matches: [{ ruleId: 'gate' }, { ruleId: 'stamp' }],
    });
    expect(of('nested.pdf')).toMatchObject({
      truncated: true,
      pageCount: 2,
      pagesRead: 1,
      matches: [],
    });
    expect(of('nested.pdf')?.pages?.[0]?.unread).toBeDefined();
    expect(of('endless.pdf')).toMatchObject({ pageCount: 100_000, pagesRead: 10 });
    expect(of('circle.tif')).toMatchObject({ status: 'NO_TEXT', pageCount: 3, pagesRead: 2 });
    expect(of('lost.tif')).toMatchObject({ status: 'NO_TEXT', pageCount: 2, pagesRead: 1 });
    expect(of('long.tif')).toMatchObject({ pageCount: 1000, pagesRead: 10 });
    expect(of('long.gif')).toMatchObject({ pageCount: 5000, pagesRead: 100 });
    const passedOver = images.get(undefined)?.passedOver;
    expect(passedOver).toEqual({ cr2: 1, svg: 1, other: 1 });
    expect(images.has('notes.txt')).toBe(false);
  },
  SLOW,
);
