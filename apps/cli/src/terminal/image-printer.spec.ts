import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { notScanned, type Scanned } from './scanned.ts';
import { Tally } from './tally.ts';
import { scannedShowing } from '../testing/scanned-sample.ts';
import { imagePrinter } from './image-printer.ts';

const plain = { reveal: false, withText: false, stdout: new PassThrough() };
const matched = scannedShowing('KEEP OUT\nof here', 'OUT');
const broken = notScanned('broken.png', 'UNSUPPORTED', 'The file is empty.');

describe('jsonl', () => {
  const lineOf = (scanned: typeof matched, options = plain) =>
    imagePrinter('jsonl', options).image(scanned);

  it('prints one object per image in the agreed shape', () => {
    const line = lineOf(matched);
    expect(line.endsWith('}\n')).toBe(true);
    const box = {
      left: expect.any(Number),
      top: expect.any(Number),
      width: expect.any(Number),
      height: expect.any(Number),
    };
    const corner = { x: expect.any(Number), y: expect.any(Number) };
    const place = { confidence: 1, box, polygon: [corner, corner, corner, corner] };
    expect(JSON.parse(line)).toEqual({
      image: 'yard/gate.jpg',
      status: 'MATCHED',
      provider: 'text',
      truncated: false,
      width: 80,
      height: 60,
      lines: [
        {
          text: 'KEEP OUT',
          ...place,
          words: [
            { text: 'KEEP', ...place },
            { text: 'OUT', ...place },
          ],
        },
        {
          text: 'of here',
          ...place,
          words: [
            { text: 'of', ...place },
            { text: 'here', ...place },
          ],
        },
      ],
      matches: [
        {
          ruleId: 'gate',
          text: 'OUT',
          via: 'exact',
          confidence: 1,
          severity: 'medium',
          value: 'OUT',
          lines: [1],
          polygons: [[corner, corner, corner, corner]],
        },
      ],
    });
  });

  it('gives an image that was not read its reason, no provider and no lines', () => {
    expect(JSON.parse(lineOf(broken))).toEqual({
      image: 'broken.png',
      status: 'UNSUPPORTED',
      reason: 'The file is empty.',
      provider: null,
      truncated: false,
      width: null,
      height: null,
      lines: [],
      matches: [],
    });
  });

  it('says of a file of several pages how many there are, and where each line and match is', () => {
    const document = scannedShowing('COVER\fKEEP OUT', 'OUT');
    const printed = JSON.parse(lineOf(partOf(document)));
    expect(printed).toMatchObject({
      truncated: true,
      pageCount: 512,
      pagesRead: 1,
      pages: [
        { number: 1, width: 50, height: 30 },
        { number: 2, width: null, height: null, unread: 'It is damaged.' },
      ],
      lines: [
        { text: 'COVER', page: 1 },
        { text: 'KEEP OUT', page: 2 },
      ],
      matches: [{ text: 'OUT', page: 2 }],
    });
  });

  it('ends with what was passed over, if there were pictures', () => {
    const tally = new Tally(0);
    const { end } = imagePrinter('jsonl', plain);
    expect(end(tally, 0)).toBe('');
    tally.passOver('other');
    expect(end(tally, 0)).toBe('');
    for (const kind of ['svg', 'psd', 'svg']) tally.passOver(kind);
    expect(JSON.parse(end(tally, 0))).toEqual({ passedOver: { svg: 2, psd: 1, other: 1 } });
  });

  it('escapes control characters without changing the parsed value', () => {
    const image = 'a\u001b[31m\u009b2J\u202egnp.\nexe';
    const line = lineOf({ ...broken, image });
    expect(line.trimEnd()).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(line).image).toBe(image);
  });

  it('masks what a sensitive rule matched, in the match and in the text', () => {
    const secret = scannedShowing('key AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE', {
      sensitive: true,
    });
    expect(lineOf(secret)).not.toContain('AKIAIOSFODNN7');
    expect(JSON.parse(lineOf(secret)).matches[0].text).toBe('AKIA••••');
    expect(lineOf(secret, { ...plain, reveal: true })).toContain('AKIAIOSFODNN7EXAMPLE');
  });
});

describe('json', () => {
  const tally = new Tally(0);

  it('prints one array, even if it is empty', () => {
    const printer = imagePrinter('json', plain);
    const text = printer.image(matched) + printer.image(broken) + printer.end(tally, 0);
    expect(JSON.parse(text).map(({ image }: { image: string }) => image)).toEqual([
      'yard/gate.jpg',
      'broken.png',
    ]);
    expect(JSON.parse(imagePrinter('json', plain).end(tally, 0))).toEqual([]);
  });

  it('ends with what was passed over, with and without images', () => {
    const passing = new Tally(0);
    passing.passOver('svg');
    const last = { passedOver: { svg: 1 } };
    expect(JSON.parse(imagePrinter('json', plain).end(passing, 0))).toEqual([last]);
    const printer = imagePrinter('json', plain);
    const text = printer.image(broken) + printer.end(passing, 0);
    expect(JSON.parse(text)).toEqual([expect.objectContaining({ image: 'broken.png' }), last]);
  });
});

/** As if one of its pages had not been read. */
function partOf(scanned: Scanned): Scanned {
  const [first] = scanned.detection?.pages ?? [];
  if (!scanned.detection || !first) throw new Error('this is no file of several pages');
  const pages = [first, { number: 2, unread: 'It is damaged.' }];
  const part = { truncated: true, pages, pageCount: 512, pagesRead: 1 };
  return { ...scanned, detection: { ...scanned.detection, ...part } };
}

describe('table', () => {
  it('shows pages, the page of each match, and the pages that were not read', () => {
    const document = scannedShowing('COVER\fKEEP OUT', 'OUT');
    const { image } = imagePrinter('table', plain);
    expect(image(document)).toBe(
      'MATCHED      yard/gate.jpg (2 pages, 2 lines)\n' +
        '             medium   gate: "OUT" (100%, page 2 of 2)\n',
    );
    expect(image(partOf(document))).toBe(
      'MATCHED      yard/gate.jpg (1 of 512 pages, 2 lines)\n' +
        '             medium   gate: "OUT" (100%, page 2 of 512)\n' +
        '             page 2 was not read: It is damaged.\n',
    );
  });

  it('says of which page only a part was read', () => {
    const part = partOf(scannedShowing('COVER\fKEEP OUT', 'OUT'));
    const pages = [{ number: 1, width: 5, height: 3, unread: 'A picture on it is damaged.' }];
    const detection = part.detection && { ...part.detection, pages };
    const rows = imagePrinter('table', plain).image({
      ...part,
      ...(detection ? { detection } : {}),
    });
    expect(rows).toContain('page 1 was read in part: A picture on it is damaged.\n');
  });

  it('lists only the first of many pages that were not read', () => {
    const document = partOf(scannedShowing('COVER\fKEEP OUT', 'OUT'));
    const pages = Array.from({ length: 40 }, (_, at) => ({ number: at + 1, unread: 'Torn.' }));
    const detection = document.detection && { ...document.detection, pages };
    const rows = imagePrinter('table', plain).image({
      ...document,
      ...(detection ? { detection } : {}),
    });
    expect(rows.split('\n').slice(-4)).toEqual([
      '             page 4 was not read: Torn.',
      '             page 5 was not read: Torn.',
      '             and 35 more pages',
      '',
    ]);
  });

  it('shows status, name and what matched', () => {
    expect(imagePrinter('table', plain).image(matched)).toBe(
      'MATCHED      yard/gate.jpg (2 lines)\n             medium   gate: "OUT" (100%)\n',
    );
  });

  it('colours the status only on a terminal', () => {
    const stdout = Object.assign(new PassThrough(), { isTTY: true, getColorDepth: () => 8 });
    const rows = imagePrinter('table', { ...plain, stdout }).image(matched);
    expect(stripVTControlCharacters(rows)).toBe(imagePrinter('table', plain).image(matched));
    expect(imagePrinter('table', plain).image(matched)).not.toContain('\u001b');
  });

  it('shows the reason of an image that was not read', () => {
    expect(imagePrinter('table', plain).image(broken)).toBe(
      'UNSUPPORTED  broken.png: The file is empty.\n',
    );
  });

  it('shows the text when there are no rules', () => {
    const printer = imagePrinter('table', { ...plain, withText: true });
    expect(printer.image({ ...matched, ruleMatches: [], status: 'NO_MATCH' })).toBe(
      'NO_MATCH     yard/gate.jpg (2 lines)\n             KEEP OUT\n             of here\n',
    );
  });

  it('masks what a sensitive rule matched', () => {
    const secret = scannedShowing('hunter2', 'hunter2', { sensitive: true });
    expect(imagePrinter('table', { ...plain, withText: true }).image(secret)).not.toContain(
      'hunter2',
    );
  });

  it('escapes control characters in names and text', () => {
    const hostile = scannedShowing('\u001b[2J\u009b31mOUT', 'OUT');
    const printer = imagePrinter('table', { ...plain, withText: true });
    const rows = printer.image({ ...hostile, image: 'a\u001b[31m\nMATCHED b.png' });
    expect(rows.replaceAll('\n', '')).toMatch(/^\P{Cc}*$/u);
    expect(rows.split('\n')[0]).toContain('a\\u001b[31m\\u000aMATCHED b.png');
  });

  it('ends with a summary', () => {
    const tally = new Tally(1_000);
    for (const status of ['MATCHED', 'NO_TEXT', 'MATCHED', 'UNSUPPORTED'] as const) {
      tally.add(status);
    }
    expect(imagePrinter('table', plain).end(tally, 3_000)).toBe(
      '4 images: 2 matched, 1 without text, 1 unsupported · 2.0 s, 2.0 images/s\n',
    );
  });

  it('ends with what was passed over and what was read only in part', () => {
    const tally = new Tally(1_000);
    tally.add('NO_MATCH');
    tally.readInPart += 1;
    for (const kind of ['psd', 'svg', 'svg']) tally.passOver(kind);
    expect(tally.hasFailures).toBe(true);
    expect(imagePrinter('table', plain).end(tally, 3_000)).toBe(
      '1 image: 1 without a match, 1 read in part · passed over: 2 svg, 1 psd · 2.0 s, 0.5 images/s\n',
    );
  });

  it('says that small text was not looked for, on the image and in the summary', () => {
    const { detection } = matched;
    const large = {
      ...matched,
      ...(detection ? { detection: { ...detection, unseenBelow: 62 } } : {}),
    };
    expect(imagePrinter('table', plain).image(large)).toContain(
      'text smaller than 62 pixels was not looked for\n',
    );
    expect(JSON.parse(imagePrinter('jsonl', plain).image(large))).toMatchObject({
      unseenBelow: 62,
    });
    const tally = new Tally(1_000);
    tally.add('NO_TEXT');
    tally.glancedAt += 1;
    expect(imagePrinter('table', plain).end(tally, 3_000)).toContain(
      '1 without text, small text not looked for in 1 ·',
    );
  });

  it('says that text seems to be in a script that was not read, and which setting may help', () => {
    const { detection } = matched;
    const foreign = {
      ...matched,
      ...(detection ? { detection: { ...detection, unknownScript: true as const } } : {}),
    };
    expect(imagePrinter('table', plain).image(foreign)).toContain(
      'seems to be in a script that was not read\n',
    );
    expect(JSON.parse(imagePrinter('jsonl', plain).image(foreign))).toMatchObject({
      unknownScript: true,
    });
    const tally = new Tally(1_000);
    for (let images = 0; images < 12; images += 1) tally.add('NO_TEXT');
    tally.unknownScript = 12;
    expect(imagePrinter('table', plain).end(tally, 3_000)).toMatch(
      /images\/s\n12 images seem to hold text in a script that was not read\. .*languages: \[ru\]\n$/,
    );
  });

  it('ends without a failure where pictures were only passed over', () => {
    const tally = new Tally(1_000);
    tally.passOver('svg');
    expect(tally.hasFailures).toBe(false);
  });
});

describe('text that a sensitive rule matched', () => {
  const [open] = matched.ruleMatches;
  const both = {
    ...matched,
    ruleMatches: open ? [{ ...open, ruleId: 'secret', sensitive: true }, open] : [],
  };

  it.each(['jsonl', 'table'] as const)(
    'is masked in %s where another rule matched it, too',
    (format) => {
      const printed = imagePrinter(format, { ...plain, withText: true }).image(both);
      const shown = format === 'jsonl' ? JSON.stringify(JSON.parse(printed).matches) : printed;
      expect(shown.match(/"••••"/g)?.length).toBeGreaterThanOrEqual(2);
      expect(shown).not.toContain('text":"OUT');
      expect(shown).not.toContain('gate: "OUT"');
    },
  );

  it('is shown with --reveal', () => {
    const printed = imagePrinter('table', { ...plain, reveal: true }).image(both);
    expect(printed).toContain('gate: "OUT"');
  });
});
