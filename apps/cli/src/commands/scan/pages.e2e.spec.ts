import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textPdf, tiffOf } from '@glyphwatch/image-pages/testing';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pictureOf } from '../../testing/picture.ts';
import { glyphwatch } from '../../testing/run-command.ts';

const SLOW = 120_000;
const RULES = `rules:
  - { id: gate, match: KEEP OUT }
  - { id: twice, match: PAID, minOccurrences: 2 }
  - { id: thrice, match: PAID, minOccurrences: 3 }
  - { id: unstamped, kind: absent, match: APPROVED, minWords: 1 }
`;
/** "KEEP OUT" only seems to be there twice: the first time, a page ends between the words. */
const PAGES = [
  ['PAID', 'KEEP'],
  ['OUT', 'PAID'],
  ['KEEP OUT', 'APPROVED'],
];

let folder: string;
const run = (...args: string[]) => glyphwatch(args, { cwd: folder });

async function tiff(): Promise<Buffer> {
  const pages = PAGES.map(async (lines) => {
    const raw = (await pictureOf(lines)).removeAlpha().raw();
    const { data, info } = await raw.toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, rgb: data };
  });
  return tiffOf(await Promise.all(pages));
}

function pdf(): Buffer {
  return textPdf(PAGES.map((lines) => lines.join(') Tj 0 -60 Td (')));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'rules.yaml'), RULES);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each<[string, () => Buffer | Promise<Buffer>]>([
  ['a.tif', tiff],
  ['a.pdf', pdf],
])(
  'of %s all pages decide, each for itself, and everything says which one it was',
  async (name, write) => {
    writeFileSync(join(folder, 'in', name), await write());
    const channel = 'rules: rules.yaml\nchannels: { desk: console }\n';
    writeFileSync(join(folder, 'glyphwatch.yaml'), channel);
    const scan = await run('scan', 'in', '--annotate', 'found', '--format', 'json');
    const [scanned] = JSON.parse(scan.out);
    expect(scan.code).toBe(EXIT.done);
    const found = scanned.matches.map(({ ruleId, page }: Record<string, unknown>) => [
      ruleId,
      page,
    ]);
    expect(found).toEqual([
      ['gate', 3],
      ['twice', 1],
      ['twice', 2],
    ]);
    expect(scanned).toMatchObject({ pageCount: 3, truncated: false });
    expect(scan.err).toMatch(/KEEP OUT[^]*page 3 of 3/);
    const drawn = [1, 2, 3].map((page) => `${name}.p${page}.png`);
    expect(readdirSync(join(folder, 'found/in')).sort()).toEqual(drawn);
    const again = await run('scan', 'in');
    expect(again.out).toContain(`in/${name} (3 pages, 6 lines)\n`);
    expect(again.out).toMatch(/gate: "KEEP OUT" \(\d+%, page 3 of 3\)\n/);
    const shown = await run('results', 'show', `in/${name}`);
    expect(shown.out).toMatch(/gate: "KEEP OUT" \(\d+%, page 3 of 3\)\n/);
    const searched = await run('results', 'search', 'approved');
    expect(searched.out).toContain(
      `in/${name}: page 3 of 3: gate "KEEP OUT" (page 3 of 3), twice "PAID" (page 1 of 3)\n`,
    );
  },
  SLOW,
);

it(
  'nothing is absent from a document that was not read to its end',
  async () => {
    writeFileSync(join(folder, 'in/a.pdf'), textPdf(['ONE', 'TWO', 'THREE']));
    const settings = (maxPages: number): string =>
      `rules: rules.yaml\ndetector: { name: onnx, maxPages: ${maxPages} }\n`;
    writeFileSync(join(folder, 'glyphwatch.yaml'), settings(2));
    const part = await run('scan', 'in');
    expect(part.code).toBe(EXIT.failed);
    expect(part.out).toContain('NO_MATCH     in/a.pdf (2 of 3 pages, 2 lines)\n');
    expect(part.out).toContain('1 without a match, 1 read in part');
    writeFileSync(join(folder, 'glyphwatch.yaml'), settings(3));
    const whole = await run('scan', 'in');
    expect(whole.code).toBe(EXIT.done);
    expect(whole.out).toMatch(/unstamped: no "APPROVED"/);
  },
  SLOW,
);
