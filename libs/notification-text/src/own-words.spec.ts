import type { Template } from '@glyphwatch/domain';
import { sampleDigest } from '@glyphwatch/domain/contracts';
import fc from 'fast-check';
import { bodyOf } from './body-of.ts';
import { nastyText } from './nasty-text.ts';
import { fillIn, noteText, type TemplateValues } from './note.ts';
import { sampleMatch, sampleNotification, sampleRule } from './sample.ts';
import { subjectOf } from './subject-of.ts';

const VALUES: TemplateValues = {
  severity: 'HIGH',
  rule: 'gate',
  description: 'A sign',
  count: '2',
  folder: 'yard/',
  text: 'KEEP OUT',
  time: '9 Oct 2025, 08:53:20 UTC',
  link: 'https://watch.example/image?id=1',
};

const told = (template: Template, text = 'KEEP 0UT') =>
  sampleNotification({
    rules: [sampleRule({ template, matches: [sampleMatch({ text, foldedPositions: [] })] })],
  });

describe("a team's own words", () => {
  it('know every field', () => {
    const template = '{severity} {rule} {description} {count} {folder} {text} {time} {link}';
    expect(noteText(fillIn(template, VALUES))).toBe(Object.values(VALUES).join(' '));
  });

  it('are filled in once: a field that was read in a picture stays text', () => {
    expect(noteText(fillIn('{text}!', { ...VALUES, text: '{link} {rule}' }))).toBe(
      '{link} {rule}!',
    );
    expect(noteText(fillIn('{text}}', { ...VALUES, text: '{rule' }))).toBe('{rule}');
  });

  it('leave other braces alone', () => {
    expect(noteText(fillIn('{constructor} {__proto__} {{rule}} {', VALUES))).toBe(
      '{constructor} {__proto__} {gate} {',
    );
  });

  it('link only to the picture, also where an address is put together', () => {
    const values = { ...VALUES, text: 'evil', folder: '.example/' };
    expect(noteText(fillIn('http://{text}{folder} {link}', values))).toBe(
      'hxxp://evil[.]example/ https://watch.example/image?id=1',
    );
  });

  it('lose the link where there is none', () => {
    expect(noteText(fillIn('See: {link}', { ...VALUES, link: '' }))).toBe('See:');
  });

  it('stand below the rule of a notification, and in its subject', () => {
    const notification = told({
      subject: '{rule} at {folder}',
      note: 'Stop line 4: 555-0100\n{link}',
    });
    const links = [{ url: 'https://watch.example/1' }];
    expect(bodyOf(notification, { links })).toContain(
      '[HIGH] keep-out – Someone put up a sign\n  Stop line 4: 555-0100\n  https://watch.example/1\n  1. KEEP 0UT\n',
    );
    expect(subjectOf(notification)).toBe('keep-out at yard/');
    expect(subjectOf({ ...notification, reminder: 2 })).toBe('Reminder 2 of 3: keep-out at yard/');
  });

  it('stand below the group of a digest, and in its subject if it has one group', () => {
    const digest = sampleDigest({}, [told({}), told({})]);
    const template = { subject: '{count} of {rule}', note: 'Stop line 4 ({text})' };
    const groups = digest.groups.map((group) => ({ ...group, template }));
    expect(bodyOf({ ...digest, groups })).toContain('\n      Stop line 4 (KEEP 0UT)\n');
    expect(subjectOf({ ...digest, groups })).toBe('2 of keep-out');
    expect(subjectOf({ ...digest, groups: [...groups, ...groups] })).toBe(
      '[HIGH] 2 images while quiet',
    );
  });

  it('never make a subject of more than a line, and of nothing the usual one', () => {
    expect(subjectOf(told({ subject: '{text}' }, ' \n'))).toBe('[HIGH] keep-out: gate.jpg');
    fc.assert(
      fc.property(nastyText, nastyText, (template, text) => {
        const subject = subjectOf(told({ subject: `${template}{text}` }, text));
        expect(subject).toMatch(/^[ -~]{1,99}$/);
      }),
    );
  });
});

describe('a reminder', () => {
  it('says which one it is, then that nobody has judged the match', () => {
    const reminder = { ...sampleNotification(), reminder: 2 };
    expect(subjectOf(reminder)).toBe('[HIGH] Reminder 2 of 3: keep-out: gate.jpg');
    expect(bodyOf(reminder)).toMatch(
      /^Reminder 2 of 3: Watch rule keep-out matched in gate\.jpg\n/,
    );
    expect(bodyOf({ ...reminder, reminder: 4 })).toMatch(
      /^Nobody has judged this yet: Watch rule /,
    );
    expect(subjectOf(reminder, { locale: { language: 'de', zone: 'UTC' } })).toBe(
      '[HOCH] Erinnerung 2 von 3: keep-out: gate.jpg',
    );
  });
});
