import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettingsFile, settingsPath } from './read-settings-file.ts';

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

describe('a subscriber who would never be notified', () => {
  const RULES = `rules:
  - { id: gate, match: KEEP OUT, severity: high }
  - { id: count, match: PALLET, severity: { low: 1, medium: 5 } }
  - { id: off, match: EXIT, enabled: false, severity: critical }
  - { id: fine, match: POSTER, kind: ignore }
  - { id: machines, match: CODE, notify: { channels: [bus] } }
`;
  beforeEach(() => writeFileSync(join(folder, 'watchlist.yaml'), RULES));

  it.each([
    ['rules: [off]', 'rules\\[0\\]: is a disabled rule, which never matches'],
    ['rules: [gate, fine]', 'rules\\[1\\]: is an ignore rule, which tells nobody'],
    ['rules: [machines]', 'rules\\[0\\]: is a rule that does not tell the channel topic'],
    ['severities: [critical]', 'severities: are never sent: no rule is critical'],
    ['rules: [gate], severities: [low]', 'severities: are never sent: none of these rules is low'],
    ['severities: [hihg]', 'severities\\[0\\]: must be one of .*did you mean "high"'],
  ])('is a mistake: %s', (fields, message) => {
    const text = `subscribers: [{ email: guard@example.com, ${fields} }]`;
    expect(() => read(text)).toThrow(new RegExp(`second.yaml:1: subscribers\\[0\\].${message}`));
  });

  it.each([
    'severities: [medium, critical]',
    'rules: [count], severities: [high]',
    'rules: [gate, count], severities: [low]',
  ])('is not one who may be: %s', (fields) => {
    const text = `subscribers: [{ email: guard@example.com, ${fields} }]`;
    expect(read(text).settings.subscribers).toHaveLength(1);
  });
});

describe('a rule that would never match or tell anybody on this pipeline', () => {
  const rule = (fields: string) => `rules:\n  - id: gate\n    match: OUT\n    ${fields}\n`;

  it.each([
    ['', 'notify: { channels: [topik] }', 'notify.channels: no channel "topik".*mean "topic"'],
    ['bus: { enabled: false }', 'notify: { channels: [bus] }', 'no channel "bus"'],
    ['notifyOn: [failures]\nbus: { enabled: false }', '', 'nobody is told: topic does not receive'],
    ['', 'severity: hihg', 'severity: must be one of .*did you mean "high"'],
    [
      'bucket: { existing: holiday-photos }',
      'scope: { buckets: [holyday-photos] }',
      'scope.buckets: never matches: the bucket is holiday-photos; did you mean "holiday-photos"',
    ],
    ['', 'scope: { buckets: [other-*] }', 'the bucket is image-upload-bucket-\\*'],
    [
      'uploads: { prefixes: [uploads/, scans/] }',
      'scope: { keys: [upload/yard/**] }',
      'scope.keys: never matches: only uploads below uploads/, scans/ that end in .jpg, .jpeg, .png',
    ],
    [
      '',
      "scope: { keys: ['**/*.tiff'] }",
      'only uploads that end in .jpg, .jpeg, .png are scanned',
    ],
  ])('is a mistake: %j with %s', (settings, fields, message) => {
    writeFileSync(join(folder, 'watchlist.yaml'), rule(fields));
    const line = fields === '' ? '' : 'watchlist.yaml:4: ';
    expect(() => read(settings || '{}')).toThrow(new RegExp(`${line}.*${message}`));
  });

  it.each([
    ['uploads: { prefixes: [uploads/yard/] }', 'scope: { keys: ["uploads/**"] }'],
    ['uploads: { prefixes: [uploads/] }', 'scope: { keys: ["uploads/*/a.PNG", "no/**"] }'],
    ['bucket: { name: my-images }', 'scope: { buckets: ["my-*"] }'],
    ['', 'scope: { buckets: ["image-upload-*"] }'],
    ['', 'enabled: false\n    scope: { buckets: [elsewhere] }'],
    ['notifyOn: [failures]', ''],
  ])('is not one that may: %j with %s', (settings, fields) => {
    writeFileSync(join(folder, 'watchlist.yaml'), rule(fields));
    expect(read(settings || '{}').folder).toBe(folder);
  });
});

it('refuses uploads whose pattern EventBridge would refuse, and takes what fits', () => {
  writeFileSync(join(folder, 'watchlist.yaml'), 'rules: [{ id: keep-out, match: OUT }]');
  const prefixes = (count: number): string =>
    `[${Array.from({ length: count }, (_, index) => `customers/${100 + index}/`).join(', ')}]`;
  const uploads = (fields: string): string => `uploads:\n  ${fields}`;
  expect(() => read(uploads(`prefixes: ${prefixes(20)}`))).toThrow(
    /:2: uploads\.prefixes: make an event pattern of 4,\d{3} characters, and EventBridge accepts 2,048: name/,
  );
  expect(read(uploads(`prefixes: ${prefixes(8)}`)).folder).toBe(folder);
  expect(read(uploads(`prefixes: ${prefixes(20).replace(']', ', customers/]')}`)).folder).toBe(
    folder,
  );
  const suffixes = Array.from({ length: 90 }, (_, index) => `.ending${index}`).join(', ');
  expect(() => read(uploads(`suffixes: [${suffixes}]`))).toThrow(/uploads\.suffixes: make an/);
});

it('refuses patterns where the beginning of a key is meant', () => {
  expect(() => read('uploads: { prefixes: ["in/*"], suffixes: ["*.png", .jpg] }')).toThrow(
    /prefixes\[0\]: is part of a key, not a pattern.*\n.*suffixes\[0\]: is part of a key/,
  );
});

it('reads its own settings when the variable that names others is empty', () => {
  const before = process.env['GLYPHWATCH_SETTINGS'];
  process.env['GLYPHWATCH_SETTINGS'] = '';
  try {
    expect(settingsPath()).toMatch(/infra\/settings\.yaml$/);
  } finally {
    if (before === undefined) delete process.env['GLYPHWATCH_SETTINGS'];
    else process.env['GLYPHWATCH_SETTINGS'] = before;
  }
});

it('says what cannot be read: settings or rules that are a folder', () => {
  expect(() => readSettingsFile(folder)).toThrow(/settings file .* cannot be read \(EISDIR\)/);
  expect(() => read('rules: { file: . }')).toThrow(/rule file .* cannot be read \(EISDIR\)/);
});

it('reports a missing settings file', () => {
  expect(() => readSettingsFile(join(folder, 'third.yaml'))).toThrow(
    /settings file .*third\.yaml does not exist/,
  );
});
