import fc from 'fast-check';
import { bodyOf } from './body-of.ts';
import { nastyText } from './nasty-text.ts';
import { sampleMatch, sampleNotification, sampleRule } from './sample.ts';
import { subjectOf } from './subject-of.ts';
import { wordingOf } from './wording.ts';

const nastyNotification = nastyText.map((nasty) =>
  sampleNotification({
    imageId: nasty,
    address: { bucket: nasty, key: nasty },
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
  it('tells rule, severity, marked text, confidence, place and image', () => {
    expect(bodyOf(sampleNotification())).toBe(`Watch rule keep-out matched in gate.jpg

[HIGH] keep-out – Somebody put up a sign
  1. KEEP ‹0›UT
     a look-alike of “KEEP OUT” · confidence 88 %
     upper left, 10 % from the left, 5 % from the top, 20 × 10 % of the picture
     in: DANGER KEEP 0UT

Image: photos/yard/gate.jpg
Version: abc
Uploaded: 2025-10-09 08:53:20 UTC
Status: MATCHED
Notification: n-1
`);
  });

  it('says what is missing when a rule waits for an absence', () => {
    const match = sampleMatch({ text: '', via: 'exact', polygons: [], context: '', confidence: 1 });
    const rules = [sampleRule({ ruleId: 'badge', kind: 'absent', matches: [match] })];
    expect(bodyOf(sampleNotification({ rules }))).toContain('  1. “KEEP OUT” is missing\n');
  });

  it('counts the places it does not name', () => {
    const matches = Array.from({ length: 20 }, () => sampleMatch());
    const rules = [sampleRule({ count: 400, matches })];
    expect(bodyOf(sampleNotification({ rules }))).toContain('  and 395 more places\n');
  });

  it('tells the text of an image without a match, and why another could not be read', () => {
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

  it('marks each look-alike where it stands, beside characters of any width', () => {
    const match = sampleMatch({ text: '0 🚪0𝟎', foldedPositions: [0, 4, 5] });
    const { rules } = wordingOf(sampleNotification({ rules: [sampleRule({ matches: [match] })] }));
    expect(rules[0]?.matches[0]?.pieces).toEqual([
      { text: '0', folded: true },
      { text: ' 🚪', folded: false },
      { text: '0𝟎', folded: true },
    ]);
  });

  it('defangs an address also where a look-alike stands in it', () => {
    const match = sampleMatch({ text: 'www.evil.example', foldedPositions: [4] });
    const body = bodyOf(sampleNotification({ rules: [sampleRule({ matches: [match] })] }));
    expect(body).toContain('  1. www[.]evil[.]example\n');
  });

  it('holds no hidden character and no link, whatever the image shows', () => {
    fc.assert(
      fc.property(nastyNotification, (notification) => {
        const body = bodyOf(notification);
        expect(body).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(body).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]|\p{Cs}/u);
        expect(body).not.toMatch(/https?:|www\./i);
      }),
    );
  });

  it('stays small, whatever the image shows', () => {
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

  it('says so when there was no match or no reading', () => {
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
