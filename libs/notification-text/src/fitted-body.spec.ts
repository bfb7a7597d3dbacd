import fc from 'fast-check';
import { bodyOf } from './body-of.ts';
import { partsOf } from './cut-text.ts';
import { fittedBody } from './fitted-body.ts';
import { nastyText } from './nasty-text.ts';
import { sampleMatch, sampleNotification, sampleRule } from './sample.ts';
import { LONGEST_TITLE, titleOf } from './subject-of.ts';

const long = (text: string) =>
  sampleNotification({ rules: Array(20).fill(sampleRule({ description: text, matches: [] })) });

describe('fittedBody', () => {
  it('is the body of a mail where there is room', () => {
    const notification = sampleNotification();
    const link = { url: 'https://watch.example/image?id=gate' };
    expect(`${fittedBody(notification, { limit: 5000, links: [link] })}\n`).toBe(
      bodyOf(notification, { links: [link] }),
    );
  });

  it('is cut at a word, says how much is missing, and keeps the facts', () => {
    const text = fittedBody(long('lorem ipsum '.repeat(20)), { limit: 600 });
    expect(text.length).toBeLessThanOrEqual(600);
    const [, last, missing] =
      /(\w+)… \((\d+) more characters\)\n\nImage: photos\//.exec(text) ?? [];
    expect(['lorem', 'ipsum']).toContain(last);
    const whole = bodyOf(long('lorem ipsum '.repeat(20)));
    const story = whole.slice(0, whole.indexOf('\n\nImage: '));
    expect(text.indexOf('…') + Number(missing)).toBe(story.length);
    expect(text).toMatch(/Notification: n-1$/);
  });

  it('is cut between characters if a word is longer than a line', () => {
    const text = fittedBody(long('🚪'.repeat(300)), { limit: 600 });
    expect(text).toMatch(/🚪… \(\d+ more/u);
    expect(text.isWellFormed()).toBe(true);
  });

  it('shortens long facts from the start of an address, and leaves out a link that does not fit', () => {
    const address = { bucket: 'photos', key: `${'folder/'.repeat(120)}gate.jpg` };
    const link = { url: `https://watch.example/${'x'.repeat(800)}` };
    const text = fittedBody(sampleNotification({ address }), { limit: 700, links: [link] });
    expect(text).toMatch(/Image: ….*\/gate\.jpg\n/);
    expect(text).toContain('Open the picture: the link is too long for this channel');
  });

  it('fits for any text, in characters and in bytes', () => {
    const nastyNotification = fc
      .tuple(nastyText, fc.integer({ min: 1, max: 60 }))
      .map(([text, times]) => {
        const nasty = text.repeat(times);
        const match = sampleMatch({ text: nasty, value: nasty, context: nasty });
        const rule = sampleRule({
          ruleId: nasty,
          description: nasty,
          matches: Array(5).fill(match),
        });
        const address = { bucket: 'b', key: nasty };
        return sampleNotification({ address, version: nasty, rules: Array(20).fill(rule) });
      });
    const room = fc.constantFrom({ limit: 500 }, { limit: 4096, size: Buffer.byteLength });
    fc.assert(
      fc.property(
        nastyNotification,
        room,
        (notification, { limit, size = ({ length }: string) => length }) => {
          const text = fittedBody(notification, { limit, size });
          expect(size(text)).toBeLessThanOrEqual(limit);
          expect(text.isWellFormed()).toBe(true);
          expect(text).toContain('Notification: n-1');
        },
      ),
    );
  });
});

describe('partsOf', () => {
  it('cuts at lines, else at words, else between characters', () => {
    expect(partsOf('one\ntwo three', 8)).toEqual(['one\ntwo', 'three']);
    expect(partsOf('aaaa bbbb', 6)).toEqual(['aaaa', 'bbbb']);
    expect(partsOf('🚪🚪🚪', 5)).toEqual(['🚪🚪', '🚪']);
    expect(partsOf('', 5)).toEqual(['']);
  });

  it('loses nothing but spaces, and exceeds no limit', () => {
    const text = fc.array(fc.oneof(nastyText, fc.constant('\n'), fc.constant(' ')));
    fc.assert(
      fc.property(text, fc.integer({ min: 60, max: 200 }), (pieces, longest) => {
        const whole = pieces.join('');
        const parts = partsOf(whole, longest);
        expect(parts.filter(({ length }) => length > longest)).toEqual([]);
        expect(parts.join('').replace(/\s/gu, '')).toBe(whole.replace(/\s/gu, ''));
      }),
    );
  });
});

describe('titleOf', () => {
  it('is the subject, in which nothing is a link', () => {
    const rules = [sampleRule({ ruleId: 'http://evil.example/x' })];
    expect(titleOf(sampleNotification({ rules }))).toBe('[HIGH] hxxp://evil[.]example/x: gate.jpg');
  });

  it('has a length that every chat takes', () => {
    const rules = [sampleRule({ ruleId: 'a.b.'.repeat(50) })];
    const address = { bucket: 'b', key: 'a.b.'.repeat(50) };
    expect(titleOf(sampleNotification({ rules, address })).length).toBeLessThanOrEqual(
      LONGEST_TITLE,
    );
  });
});
