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

it('knows the folder that the rule file’s path is relative to', () => {
  writeFileSync(join(folder, 'mine.yaml'), 'rules: []');
  const { settings, folder: found } = read('stack: Second\nrules: { file: mine.yaml }\n');
  expect(found).toBe(folder);
  expect(settings.stack).toBe('Second');
});

it('reports the line that names a missing rule file', () => {
  expect(() => read('# two\nstack: Second\nrules:\n  file: gone.yaml\n')).toThrow(
    /second\.yaml:4: rules\.file: names a file that does not exist: gone\.yaml/,
  );
});

it('reports a missing default rule file', () => {
  expect(() => read('{}')).toThrow(/second\.yaml:1: rules\.file: .*watchlist\.yaml/);
});

it('needs no rule file when the rules are an object', () => {
  expect(read('rules: { object: { bucket: my-rules, key: w.yaml } }').folder).toBe(folder);
});

it('reports subscribers who would never be notified: of an unknown rule, of an outcome outside notifyOn', () => {
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
        ':5: subscribers\\[0\\]\\.rules\\[1\\]: is not a rule.*keep-out.*',
        '.*:6: subscribers\\[1\\]\\.outcomes\\[1\\]: is never sent: add failures to notifyOn',
        '.*:7: subscribers\\[2\\]\\.outcomes\\[0\\]: is never sent: add always to notifyOn',
        '.*:7: subscribers\\[2\\]\\.outcomes\\[1\\]: is never sent$',
      ].join('\n'),
    ),
  );
  expect(
    read(
      'notifyOn: [always, failures]\nsubscribers: [{ email: a@example.com, outcomes: [FAILED] }]',
    ),
  ).toMatchObject({ folder });
});

it('reports a missing settings file', () => {
  expect(() => readSettingsFile(join(folder, 'third.yaml'))).toThrow(
    /settings file .*third\.yaml does not exist/,
  );
});
