import type { Digest, Notification } from '@glyphwatch/domain';
import { sampleDigest, sampleUpload } from '@glyphwatch/domain/contracts';
import fc from 'fast-check';
import { bodyOf } from './body-of.ts';
import { digestDataOf } from './data-of.ts';
import { fittedBody } from './fitted-body.ts';
import { nastyText } from './nasty-text.ts';
import { picturesOf } from './picture-of.ts';
import { sampleMatch, sampleNotification, sampleRule } from './sample.ts';
import { subjectOf, titleOf } from './subject-of.ts';

const BERLIN = { language: 'en', zone: 'Europe/Berlin' } as const;
const GERMAN = { language: 'de', zone: 'Europe/Berlin' } as const;
const FROM = Date.UTC(2026, 10, 28, 21);
const TO = Date.UTC(2026, 10, 29, 6);

function found(ruleId: string, key: string, text: string, index: number): Notification {
  const match = sampleMatch({ text, value: 'ACME', context: '', foldedPositions: [] });
  const severity = ruleId === 'gate' ? 'medium' : 'high';
  const rules = [sampleRule({ ruleId, severity, matches: [match] })];
  const { address } = sampleUpload({ address: { bucket: 'photos', key } });
  const imageId = `photos/${key}`;
  return sampleNotification({ id: `n-${index}`, address, imageId, severity, rules });
}

/** A night: 4,979 of one rule, one of them misread, and two of another. */
function night(changes: Partial<Digest> = {}): Digest {
  const many = Array.from({ length: 4979 }, (_, index) =>
    found(
      'banned-word',
      `${index < 8 ? 'line2' : 'line4'}/${index}.jpg`,
      index === 5 ? 'ACNE' : 'ACME',
      index,
    ),
  );
  const few = [5000, 5001].map((index) => found('gate', `yard/${index}.jpg`, 'GATE', index));
  return sampleDigest({ id: 'd-1', since: FROM, until: TO, ...changes }, [...many, ...few]);
}

const oneGroup = (changes: Partial<Digest> = {}): Digest =>
  sampleDigest(
    { id: 'd-1', since: FROM, until: FROM + 3_600_000, why: 'told a short while ago', ...changes },
    [1, 2, 3].map((index) => found('banned-word', `line4/${index}.jpg`, 'ACME', index)),
  );

describe('a digest', () => {
  it('counts everything, worst first, and says what to look at first', () => {
    const body = bodyOf(night(), { locale: BERLIN });
    expect(body).toContain(`4,981 images while quiet, worst HIGH

28 Nov 2026, 22:00 CET – 29 Nov 2026, 07:00 CET (quiet hours)

HIGH    banned-word  4,979  line4/ 4,971, line2/ 8   look first: “ACNE” 1 (line2/5.jpg)
MEDIUM  gate             2  yard/ 2   “GATE” 2

Look at these first:

1. Watch rule banned-word matched in 5.jpg
   [HIGH] banned-word – Someone put up a sign
     1. ACNE
        a look-alike of “ACME” · confidence 87%
        upper left, 10% from the left, 5% from the top, 20 × 10% of the picture
   Image: photos/line2/5.jpg
`);
    expect(body).toMatch(/\nNotification: d-1\n$/);
    expect(subjectOf(night(), { locale: BERLIN })).toBe('[HIGH] 4,981 images while quiet');
  });

  it('says it in German, with German numbers and times', () => {
    const body = bodyOf(night({ nextAt: TO }), { locale: GERMAN });
    expect(body).toContain(`4.981 Bilder in der Ruhezeit, schwerster Fall HOCH

28. Nov. 2026, 22:00 MEZ – 29. Nov. 2026, 07:00 MEZ (Ruhezeit)

HOCH    banned-word  4.979  line4/ 4.971, line2/ 8   zuerst ansehen: „ACNE“ 1 (line2/5.jpg)
MITTEL  gate             2  yard/ 2   „GATE“ 2

Diese zuerst ansehen:
`);
    expect(body).toContain('\nNächste Nachricht: frühestens 07:00 MEZ\n');
    expect(subjectOf(night(), { locale: GERMAN })).toBe('[HOCH] 4.981 Bilder in der Ruhezeit');
  });

  it.each<[string, Digest, string]>([
    ['one rule', oneGroup(), '[HIGH] banned-word: 3 images in line4/'],
    ['a run', oneGroup({ run: { id: 'r', name: 'replay' } }), '[HIGH] Summary of replay: 3 images'],
    [
      'images that could not be read',
      sampleDigest({}, [unread('failed'), unread('failed')]),
      '[FAILED] 2 images could not be read in yard/',
    ],
    [
      'images without a match',
      sampleDigest({}, [unread('scanned')]),
      '[READ] 1 image without a match in yard/',
    ],
    ['several rules at day', night({ why: 'told a short while ago' }), '[HIGH] 4,981 images'],
  ])('of %s says so in its subject', (_, digest, subject) => {
    expect(subjectOf(digest)).toBe(subject);
    expect(titleOf(digest)).toBe(subject);
  });

  it.each([
    ['quiet hours', '(quiet hours)'],
    ['silence s-7 (ann)', '(silence s-7, set by ann)'],
    ['30 messages an hour', '(at most 30 messages an hour)'],
    ['down, again at 14:11', '(down, again at 14:11)'],
  ])('says that it waited: %s', (why, said) => {
    expect(bodyOf(oneGroup({ why }))).toContain(said);
  });

  it('does not say that it waited because of the message before', () => {
    expect(bodyOf(oneGroup())).toContain('\n\n28 Nov 2026, 21:00–22:00 UTC\n\n');
  });

  it.each([
    [['ruleId'], 'Next about banned-word: 22:41 UTC at the earliest'],
    [['ruleId', 'folder'], 'Next about banned-word in line4/: 22:41 UTC at the earliest'],
    [['ruleId', 'text'], 'Next about the same: 22:41 UTC at the earliest'],
    [undefined, 'Next message: 22:41 UTC at the earliest'],
  ] as const)('says when people hear next, grouped by %j', (groupBy, said) => {
    const nextAt = Date.UTC(2026, 10, 28, 22, 41);
    const next = groupBy ? { nextAt, groupBy } : { nextAt };
    expect(bodyOf(oneGroup(next))).toContain(`\n${said}\n`);
    if (groupBy) {
      const [example] = oneGroup().examples;
      expect(bodyOf({ ...sampleNotification(), ...example, ...next })).toContain(`\n${said}\n`);
    }
  });

  it('counts the rules that it does not list', () => {
    const others = { groups: 5, count: 1200 };
    expect(bodyOf(night({ others }))).toContain('\nand 5 more rules: 1,200 images\n');
  });

  it('shows no example if it has to be short', () => {
    expect(bodyOf(night({ examples: [] }))).not.toContain('Look at these');
  });

  it('links to the pictures of its examples', () => {
    const links = [
      { url: 'https://watch.example/1' },
      undefined,
      { url: 'https://watch.example/3' },
    ];
    const body = bodyOf(oneGroup(), { links });
    expect(body.match(/Open the picture: \S+/g)).toEqual([
      'Open the picture: https://watch.example/1',
      'Open the picture: https://watch.example/3',
    ]);
    expect(bodyOf(oneGroup(), { links, saysLinks: false })).not.toContain('https:');
  });

  it('draws the pictures of its examples, of no sensitive one', async () => {
    const [first, second, third] = oneGroup().examples;
    const hidden = { ...sampleNotification(), rules: [sampleRule({ sensitive: true })] };
    const examples = [first, second && { ...second, ...hidden }, third].flatMap((one) => one ?? []);
    const pictures = await picturesOf(oneGroup({ examples }), async () => Uint8Array.of(0x89));
    expect(pictures.map(({ picture }) => picture?.name)).toEqual([
      'match.png',
      undefined,
      'match.png',
    ]);
  });

  it('contains no hidden character and no link, whatever the images show or are called', () => {
    fc.assert(
      fc.property(nastyText, nastyText, (nasty, other) => {
        const digest = nastyDigest(nasty, other);
        for (const text of [bodyOf(digest), fittedBody(digest, { limit: 600 })]) {
          expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
          expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]|\p{Cs}/u);
          expect(text).not.toMatch(
            /https?:|www\.(?!\S*\.jpg)|\p{L}\.(?:com|example)(?![\p{L}.])/iu,
          );
        }
        expect(subjectOf(digest)).toMatch(/^\[HIGH\] [ -~]{1,92}$/);
      }),
    );
  });

  it('stays small, however many images and names it counts', () => {
    const long = 'LONG '.repeat(10_000);
    const [group] = nastyDigest(long, long).groups;
    const digest = { ...nastyDigest(long, long), groups: Array(50).fill(group) };
    expect(Buffer.byteLength(bodyOf(digest))).toBeLessThan(128 * 1024);
    const sizes = [...digestDataOf(digest)].map((data) => JSON.stringify(data).length);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(sizes.at(-1)).toBeLessThan(5000);
  });

  it('keeps every count for programs, however short it gets', () => {
    const digest = night({ others: { groups: 5, count: 1200 } });
    for (const data of digestDataOf(digest)) {
      expect(data).toMatchObject({ notificationId: 'd-1', count: 4981, groupCount: 7 });
      expect(data.groups.map(({ count }) => count)).toEqual([4979, 2]);
    }
  });
});

function unread(kind: 'failed' | 'scanned'): Notification {
  const status = kind === 'failed' ? 'FAILED' : 'NO_MATCH';
  const { severity: _, ...about } = sampleNotification({ kind, status, rules: [] });
  return about;
}

function nastyDigest(nasty: string, other: string): Digest {
  const rule = sampleRule({
    ruleId: nasty,
    description: nasty,
    template: { note: nasty + other },
    matches: [sampleMatch({ text: nasty, value: nasty, context: nasty })],
  });
  const address = { bucket: 'uploads', key: `${nasty}/${other}` };
  const one = sampleNotification({ imageId: nasty, address, rules: [rule] });
  const another = sampleNotification({ imageId: other, address, rules: [sampleRule()] });
  const run = { id: 'r', name: nasty };
  const digest = sampleDigest({ why: other, ...(other.length % 2 ? { run } : {}) }, [one, another]);
  const template = { note: nasty + other };
  return { ...digest, groups: digest.groups.map((group) => ({ ...group, template })) };
}
