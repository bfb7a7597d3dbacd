import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RecordingServer } from '@glyphwatch/http-calls/testing';
import { fakeIo } from '../../testing/fake-io.ts';
import { inTemporaryFolder } from '../../testing/run-command.ts';
import type { PreviewOptions } from './preview/options.ts';
import { runNotifyPreview } from './preview/run.ts';

const RULES = `rules:
  - id: banned-word
    description: Nobody may advertise
    match: ACME
    severity: high
    notify:
      groupBy: [ruleId, folder]
      cooldownSeconds: 1800
      template: { note: 'Stop line 4: 555-0100 {link}' }
  - { id: secret, match: HUSH77, sensitive: true }
  - { id: hushed, match: HUSH78, notify: { quietHours: { from: '00:00', to: '24:00' } } }
  - { id: fire, match: FIRE1, severity: critical }
  - { id: badge, kind: absent, match: BADGE }
  - { id: old, match: ACME2, enabled: false }
`;

const server = new RecordingServer('http', () => ({ status: 200 }));
let port: number;
beforeAll(async () => {
  port = await server.listen();
});
afterAll(() => server.close());

const preview = (rule: string, options: PreviewOptions = {}, more = '') =>
  inTemporaryFolder(async (cwd) => {
    writeFileSync(join(cwd, 'watch-rules.yaml'), RULES);
    const settings = `timezone: Europe/Berlin
channels:
  desk: console
  nobody: { type: console, notifyOn: failures }
  guards: { type: ntfy, server: "http://127.0.0.1:${port}", topicFrom: NOT_SET, allowHttp: true, allowPrivate: true }
${more}`;
    writeFileSync(join(cwd, 'glyphwatch.yaml'), settings);
    const io = fakeIo({ cwd });
    await runNotifyPreview(rule, options, io);
    return io.out();
  });

it('shows whom a match would reach, and every word of it; needs no secret and sends nothing', async () => {
  const out = await preview('banned-word', {}, 'consoleAddress: https://watch.example\n');
  expect(out).toContain(`To desk, guards:

Subject: [HIGH] banned-word: made-up-1.jpg

Watch rule banned-word matched in made-up-1.jpg

[HIGH] banned-word – Nobody may advertise
  Stop line 4: 555-0100 https://watch.example/image?id=preview%2Fpreview%2Fmade-up-1.jpg
  1. ACME
     “ACME” · confidence 97%
`);
  expect(out).toMatch(/\nUploaded: .* CES?T\n/);
  expect(out).toMatch(/\nNext about banned-word in preview\/: \d\d:\d\d CES?T at the earliest\n/);
  expect(server.received).toEqual([]);
});

it('shows a digest of as many images as asked for', async () => {
  const out = await preview('banned-word', { digest: 5000 });
  expect(out).toContain('\nSubject: [HIGH] banned-word: 5,000 images in preview/\n');
  expect(out).toContain('\nHIGH  banned-word  5,000  preview/ 5,000   “ACME” 5,000\n');
  expect(out).toContain('\n      Stop line 4: 555-0100\n');
  expect(await preview('badge', { digest: 20 })).toContain('preview/ 18, preview/other/ 2');
});

it.each([
  ['badge', 'To desk, guards, night (quiet hours now):\n'],
  ['hushed', 'To desk, guards (quiet hours now), night (quiet hours now):\n'],
  ['fire', 'To desk, guards, night:\n'],
])('names the channels that %s would wait for now', async (rule, receivers) => {
  const always = "{ from: '00:00', to: '24:00', except: critical }";
  const night = `  night: { type: ntfy, topicFrom: NOT_SET, quietHours: ${always} }\n`;
  expect(await preview(rule, {}, night)).toContain(receivers);
});

it('speaks the language of the settings', async () => {
  const out = await preview('banned-word', { digest: 5000 }, 'language: de\n');
  expect(out).toContain('\nSubject: [HOCH] banned-word: 5.000 Bilder in preview/\n');
});

it('masks what a sensitive rule looks for', async () => {
  const one = await preview('secret');
  expect(one).toContain('Subject: [MEDIUM] secret: made-up-1.jpg');
  expect(one + (await preview('secret', { digest: 9 }))).not.toContain('HUSH77');
});

it('says that nobody is told where the settings name no channel', async () => {
  const out = await inTemporaryFolder(async (cwd) => {
    writeFileSync(join(cwd, 'watch-rules.yaml'), RULES);
    const io = fakeIo({ cwd });
    await runNotifyPreview('badge', { rules: 'watch-rules.yaml' }, io);
    return io.out();
  });
  expect(out).toMatch(/^No channel of your settings is told of this rule\. One would be told:\n/);
});

it('shows what is missing', async () => {
  expect(await preview('badge')).toContain('“BADGE” is missing');
});

it.each([
  ['baned-word', 'baned-word is not the id of a rule; did you mean "banned-word"?'],
  ['old', 'old is disabled: nobody is told.'],
])('refuses %s', async (rule, message) => {
  await expect(preview(rule)).rejects.toMatchObject({ code: 'settings-invalid', message });
});
