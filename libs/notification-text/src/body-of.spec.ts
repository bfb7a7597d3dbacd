import { rectangle } from '@glyphwatch/domain';
import fc from 'fast-check';
import { bodyOf } from './body-of.ts';
import { nastyText } from './nasty-text.ts';
import { sampleMatch, sampleNotification, sampleRule } from './sample.ts';
import { subjectOf } from './subject-of.ts';
import { wordingOf } from './wording-of.ts';

const nastyNotification = nastyText.map((nasty) =>
  sampleNotification({
    imageId: nasty,
    address: { bucket: 'uploads', key: nasty },
    version: nasty,
    text: nasty,
    reason: nasty,
    rules: [
      sampleRule({
        ruleId: nasty,
        description: nasty,
        matches: [sampleMatch({ text: nasty, value: nasty, context: nasty })],
      }),
    ],
  }),
);

describe('bodyOf', () => {
  it('contains rule, severity, marked text, confidence, location and image', () => {
    expect(bodyOf(sampleNotification())).toBe(`Watch rule keep-out matched in gate.jpg

[HIGH] keep-out – Someone put up a sign
  1. KEEP ‹0›UT
     a look-alike of “KEEP OUT” · confidence 87%
     upper left, 10% from the left, 5% from the top, 20 × 10% of the picture
     in: DANGER KEEP 0UT

Image: photos/yard/gate.jpg
Version: abc
Uploaded: 9 Oct 2025, 08:53:20 UTC
Status: MATCHED
Notification: n-1
`);
  });

  it('says on which page a match is, and how many pages there are', () => {
    const rules = [sampleRule({ matches: [sampleMatch({ page: 3 })] })];
    const body = bodyOf(sampleNotification({ rules, pageCount: 12 }));
    expect(body).toContain('     page 3 of 12, upper left, 10% from the left, 5% from the top');
    expect(body).toContain('\nPages: 12\n');
  });

  it('says how many pages were not read', () => {
    const body = bodyOf(sampleNotification({ pageCount: 512, pagesRead: 100 }));
    expect(body).toContain('\nPages: 100 of 512 were read\n');
  });

  it('locates a match that continues on the next page where it begins', () => {
    const polygons = [...sampleMatch().polygons, rectangle(0.5, 0.9, 0.6, 1)];
    const match = sampleMatch({ page: 3, polygonPages: [3, 4], polygons });
    const body = bodyOf(
      sampleNotification({ rules: [sampleRule({ matches: [match] })], pageCount: 4 }),
    );
    expect(body).toContain('page 3 of 4, upper left, 10% from the left, 5% from the top, 20 × 10%');
  });

  it('says what is missing when an absence rule fires', () => {
    const match = sampleMatch({ text: '', via: 'exact', polygons: [], context: '', confidence: 1 });
    const rules = [sampleRule({ ruleId: 'badge', kind: 'absent', matches: [match] })];
    expect(bodyOf(sampleNotification({ rules }))).toContain('  1. “KEEP OUT” is missing\n');
  });

  it('counts the places it leaves out', () => {
    const matches = Array.from({ length: 20 }, () => sampleMatch());
    const rules = [sampleRule({ count: 400, matches })];
    expect(bodyOf(sampleNotification({ rules }))).toContain('  and 395 more places\n');
  });

  it('contains the text of an image without a match, and the reason for one that could not be read', () => {
    const scanned = { kind: 'scanned', status: 'NO_MATCH', rules: [], text: 'OPEN\n9–5' } as const;
    expect(bodyOf(sampleNotification(scanned))).toContain('Text:\n  OPEN\n  9–5\n');
    const failed = {
      kind: 'failed',
      status: 'UNSUPPORTED',
      rules: [],
      reason: 'Cut off.',
    } as const;
    expect(bodyOf(sampleNotification(failed))).toMatch(/^gate.jpg could not be read\n\nCut off.\n/);
  });

  it('marks each look-alike next to characters of any width', () => {
    const match = sampleMatch({ text: '0 🚪0𝟎', foldedPositions: [0, 4, 5] });
    const { rules } = wordingOf(sampleNotification({ rules: [sampleRule({ matches: [match] })] }));
    expect(rules[0]?.matches[0]?.pieces).toEqual([
      { text: '0', folded: true },
      { text: ' 🚪', folded: false },
      { text: '0𝟎', folded: true },
    ]);
  });

  it('defangs an address that contains a look-alike', () => {
    const match = sampleMatch({ text: 'www.evil.example', foldedPositions: [4] });
    const body = bodyOf(sampleNotification({ rules: [sampleRule({ matches: [match] })] }));
    expect(body).toContain('  1. www[.]evil[.]example\n');
  });

  it('contains the image address ready to paste, including dots in the bucket', () => {
    const address = { bucket: 'my.uploads.example', key: 'yard.north/gate.v2.jpg' };
    const body = bodyOf(sampleNotification({ address }));
    expect(body).toContain('\nImage: my.uploads.example/yard[.]north/gate.v2.jpg\n');
  });

  it('links to the picture, with the time when the link ends', () => {
    const url = 'https://console.example/image?id=photos%2Fyard%2Fgate.jpg';
    const body = bodyOf(sampleNotification(), {
      links: [{ url, validUntil: 1_760_003_600_000 }],
    });
    expect(body).toContain(
      `\nImage: photos/yard/gate.jpg\nOpen the picture: ${url}\nLink valid until: 9 Oct 2025, 09:53:20 UTC\n`,
    );
    expect(bodyOf(sampleNotification(), { links: [{ url }] })).not.toContain('valid until');
  });

  it('contains no hidden character and no link, whatever the image shows or is called', () => {
    fc.assert(
      fc.property(nastyNotification, (notification) => {
        const body = bodyOf(notification);
        expect(body).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(body).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]|\p{Cs}/u);
        expect(body).not.toMatch(/https?:|www\.(?!\S*\.jpg)|\p{L}\.(?:com|example)(?![\p{L}.])/iu);
      }),
    );
  });

  it('stays small, however much the image shows', () => {
    const long = 'LONG '.repeat(10_000);
    const matches = Array.from({ length: 20 }, () => sampleMatch({ text: long, context: long }));
    const rules = Array.from({ length: 100 }, () => sampleRule({ description: long, matches }));
    const body = bodyOf(sampleNotification({ rules, text: long }));
    expect(Buffer.byteLength(body)).toBeLessThan(256 * 1024);
  });
});

describe('subjectOf', () => {
  it('starts with the severity and names rule and image', () => {
    expect(subjectOf(sampleNotification())).toBe('[HIGH] keep-out: gate.jpg');
  });

  it('counts further rules', () => {
    const rules = [sampleRule(), sampleRule(), sampleRule()];
    expect(subjectOf(sampleNotification({ rules }))).toBe('[HIGH] keep-out and 2 more: gate.jpg');
  });

  it('says when there was no match or the image could not be read', () => {
    const { severity: _, ...quiet } = sampleNotification({ rules: [] });
    expect(subjectOf({ ...quiet, kind: 'scanned' })).toBe('[READ] no match: gate.jpg');
    expect(subjectOf({ ...quiet, kind: 'failed' })).toBe('[FAILED] could not be read: gate.jpg');
  });

  it('is one line of at most 99 ASCII characters, whatever the names are', () => {
    fc.assert(
      fc.property(nastyNotification, (notification) => {
        expect(subjectOf(notification)).toMatch(/^\[HIGH\] [ -~]{1,92}$/);
      }),
    );
  });
});
