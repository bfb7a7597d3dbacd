import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettingsFile } from './read-settings-file.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'glyphwatch-settings-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string) {
  const path = join(folder, 'second.yaml');
  writeFileSync(path, text);
  return readSettingsFile(path);
}

it('knows where the rule file’s path begins', () => {
  writeFileSync(join(folder, 'mine.yaml'), 'rules: []');
  const { settings, folder: found } = read('stack: Second\nrules: { file: mine.yaml }\n');
  expect(found).toBe(folder);
  expect(settings.stack).toBe('Second');
});

it('tells the line that names a rule file which is not there', () => {
  expect(() => read('# two\nstack: Second\nrules:\n  file: gone.yaml\n')).toThrow(
    /second\.yaml:4: rules\.file: names a file that is not there: gone\.yaml/,
  );
});

it('misses the rule file that everybody has by default', () => {
  expect(() => read('{}')).toThrow(/second\.yaml:1: rules\.file: .*watchlist\.yaml/);
});

it('asks for no file where the rules are an object', () => {
  expect(read('rules: { object: { bucket: my-rules, key: w.yaml } }').folder).toBe(folder);
});

it('tells who would wait in vain: for a rule that is not there, for an outcome that nobody is told of', () => {
  writeFileSync(join(folder, 'base.yaml'), 'rules: [{ id: keep-out, match: OUT }]');
  writeFileSync(join(folder, 'watchlist.yaml'), 'extend: base.yaml');
  const text = `subscribers:
  - email: guard@example.com
    rules:
      - keep-out
      - keep-otu
  - { email: ops@example.com, outcomes: [MATCHED, FAILED] }
  - { email: boss@example.com, outcomes: [NO_TEXT, PROCESSING] }
`;
  expect(() => read(text)).toThrow(
    new RegExp(
      [
        ':5: subscribers\\[0\\]\\.rules\\[1\\]: is no rule.*keep-out.*',
        '.*:6: subscribers\\[1\\]\\.outcomes\\[1\\]: is never told: add failures to notifyOn',
        '.*:7: subscribers\\[2\\]\\.outcomes\\[0\\]: is never told: add always to notifyOn',
        '.*:7: subscribers\\[2\\]\\.outcomes\\[1\\]: is never told$',
      ].join('\n'),
    ),
  );
  expect(
    read(
      'notifyOn: [always, failures]\nsubscribers: [{ email: a@example.com, outcomes: [FAILED] }]',
    ),
  ).toMatchObject({ folder });
});

it('says so when there are no settings', () => {
  expect(() => readSettingsFile(join(folder, 'third.yaml'))).toThrow(/no settings file .*third/);
});
