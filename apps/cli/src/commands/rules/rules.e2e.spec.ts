import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCompiled } from '@glyphwatch/watchlist/compiled';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pngOf } from '../../testing/picture.ts';
import { glyphwatch } from '../../testing/run-command.ts';

const SLOW = 60_000;

let folder: string;
const run = (...args: string[]) => glyphwatch(args, { cwd: folder });
const put = (name: string, text: string | Buffer): void => writeFileSync(join(folder, name), text);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  mkdirSync(join(folder, 'photos'));
  put('photos/gate.png', await pngOf(['KEEP OUT']));
  put('photos/tree.png', await pngOf(['HELLO WORLD']));
  put(
    'rules.yaml',
    'rules:\n' +
      '  - id: gate\n    match: KEEP OUT\n    severity: high\n' +
      '  - id: secret\n    match: SESAME77\n    sensitive: true\n' +
      '  - id: yard\n    match: HELLO\n    scope: { keys: [yard/**] }\n',
  );
  put('new.yaml', 'rules:\n  - id: tree\n    match: HELLO WORLD\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('tells how many false alarms to expect of each rule, the noisiest first', async () => {
  put(
    'noisy.yaml',
    'rules:\n  - id: quiet\n    match: KEEP OUT\n' +
      '  - id: mask\n    match: { mode: pattern, values: [AAAA9] }\n  - id: short\n    match: QZX\n',
  );
  const { code, out } = await run('rules', 'check', 'noisy.yaml', '--noise');
  expect(code).toBe(EXIT.done);
  expect(out.split('\n').slice(0, 4)).toEqual([
    expect.stringContaining('in 1,000 pictures'),
    expect.stringMatching(/^ +\d+(\.\d+)? {2}mask \(\d+ common words: .*…\)$/),
    '    0.27  short',
    '  < 0.01  quiet',
  ]);
  const json = await run('rules', 'check', 'noisy.yaml', '--noise', '--format', 'json');
  expect(JSON.parse(json.out).noise).toContainEqual(
    expect.objectContaining({ ruleId: 'short', perThousand: 0.274, wordCount: 0 }),
  );
});

it('compiles a rule file with its word lists, and refuses one with mistakes', async () => {
  put('words.txt', 'AB12 CDE\nXY34 ZZZ\n');
  put('listed.yaml', 'rules: [{ id: plates, match: { values: { file: words.txt } } }]\n');
  const { code, out } = await run('rules', 'compile', 'listed.yaml', '-o', 'fast.gwlist');
  expect([code, out]).toEqual([
    EXIT.done,
    expect.stringMatching(/^fast\.gwlist: 1 rule, \d+ bytes\n$/),
  ]);
  const file = readCompiled(readFileSync(join(folder, 'fast.gwlist')));
  expect('refused' in file ? file : file.files.map(({ path }) => path)).toEqual([
    ...['listed.yaml', 'words.txt'],
  ]);
  put('words.txt', '');
  expect((await run('rules', 'compile', 'listed.yaml')).code).toBe(EXIT.invalid);
});

it('tells the mistakes of the settings that should have named the rules to check', async () => {
  mkdirSync(join(folder, 'broken'));
  put('broken/glyphwatch.yaml', 'workers: many\n');
  put('broken/watch-rules.yaml', 'rules: [{ id: gate, match: KEEP OUT }]\n');
  const cwd = join(folder, 'broken');
  const { code, err } = await glyphwatch(['rules', 'check'], { cwd });
  expect(code).toBe(EXIT.invalid);
  expect(err).toContain('glyphwatch.yaml:1: workers');
  const named = await glyphwatch(['rules', 'check', 'watch-rules.yaml'], { cwd });
  expect(named.code).toBe(EXIT.done);
  expect(named.out).toContain('glyphwatch.yaml:1: channels: has mistakes');
});

describe('rules test', () => {
  async function reportsOn(args: readonly string[], input = '') {
    const { code, out } = await glyphwatch(
      ['rules', 'test', 'rules.yaml', ...args, '--format', 'json'],
      { cwd: folder, input },
    );
    expect(code).toBe(EXIT.done);
    return JSON.parse(out);
  }

  it(
    'refuses an image that a scan with the same settings refuses',
    async () => {
      put('small.yaml', 'maxBytes: 200\n');
      const image = ['--image', 'photos/gate.png', '--config', 'small.yaml'];
      const { code, err } = await run('rules', 'test', 'rules.yaml', ...image);
      expect(code).not.toBe(EXIT.done);
      expect(err).toContain('200');
      const scan = await run('scan', 'photos/gate.png', '--no-store', '--config', 'small.yaml');
      expect(scan.out).toContain('UNSUPPORTED');
    },
    SLOW,
  );

  it('reports on every rule, in file order', async () => {
    const { watchlistVersion, rules } = await reportsOn(['--text', '-'], 'look:\nKEEP 0UT\n');
    expect(watchlistVersion).toEqual(expect.any(String));
    expect(rules.map(({ id, matched }: { id: string; matched: boolean }) => [id, matched])).toEqual(
      [
        ['gate', true],
        ['secret', false],
        ['yard', false],
      ],
    );
    expect(rules[0]).toMatchObject({
      severity: 'high',
      matches: [
        {
          value: 'KEEP OUT',
          text: 'KEEP 0UT',
          via: 'lookalike',
          edits: 0,
          confidence: 1,
          lines: [2],
          context: 'KEEP 0UT',
        },
      ],
      nearMisses: [],
      acceptedMisreads: [{ value: 'KEEP OUT', texts: expect.arrayContaining(['KEEP 0UT']) }],
    });
    expect(rules[1].acceptedMisreads).toEqual([]);
    expect(rules[0].explanation.length).toBeGreaterThan(0);
  });

  it('tests text from a file as if its image had the given key', async () => {
    put('hello.txt', 'HELLO');
    const inside = await reportsOn(['--text', 'hello.txt', '--key', 'yard/1.png']);
    expect(inside.rules[2].matched).toBe(true);
    const outside = await reportsOn(['--text', 'hello.txt', '--key', 'house/1.png']);
    expect(outside.rules[2].matched).toBe(false);
  });

  it('masks what a sensitive rule matched unless asked to reveal it', async () => {
    const masked = await reportsOn(['--text', '-'], 'code SESAME77');
    expect(masked.rules[1].matches[0]).toMatchObject({ value: '••••', text: '••••' });
    expect(JSON.stringify(masked)).not.toContain('SESAME77');
    const revealed = await reportsOn(['--text', '-', '--reveal'], 'code SESAME77');
    expect(revealed.rules[1].matches[0]).toMatchObject({
      value: 'SESAME77',
      text: 'SESAME77',
    });
  });

  it('says when it stopped looking before the text ended', async () => {
    const { rules } = await reportsOn(['--text', '-'], 'KEEP OUT\n'.repeat(1_001));
    expect(rules[0].limits).toEqual([expect.stringContaining('first 1,000 places')]);
    expect(rules[1].limits).toEqual([]);
  });

  it('explains in plain words and lists misreads that would be accepted', async () => {
    const { out } = await glyphwatch(['rules', 'test', 'rules.yaml', '--text', '-'], {
      cwd: folder,
      input: 'KEEP OUT',
    });
    expect(out).toContain('gate: matched (high)');
    expect(out).toContain('yard: no match');
    expect(out).toMatch(/would also match, for example: .*"KEEP 0UT"/);
  });

  it('takes the rules of the settings when no file is named', async () => {
    put('own.yaml', 'rules: rules.yaml\n');
    const { out, code } = await glyphwatch(
      ['rules', 'test', '--text', '-', '--config', 'own.yaml'],
      { cwd: folder, input: 'KEEP OUT' },
    );
    expect(code).toBe(EXIT.done);
    expect(out).toContain('gate: matched (high)');
    const none = await run('rules', 'test', '--text', 'rules.yaml');
    expect(none).toMatchObject({ code: EXIT.invalid });
    expect(none.err).toContain('Name a rule file, here or in the settings file');
  });

  it.each([
    ['--image', 'typo.jpg: no such file or folder. Name an image file.'],
    ['--text', 'typo.jpg: no such file or folder. Name a file, or - for standard input.'],
    ['--detection', 'typo.jpg: no such file or folder. Name a file, or - for standard input.'],
  ])('says that there is no such file for %s', async (option, message) => {
    const { code, err } = await run('rules', 'test', 'rules.yaml', option, 'typo.jpg');
    expect(code).toBe(EXIT.invalid);
    expect(err).toContain(message);
  });

  it('refuses to guess what to test on', async () => {
    const { code, err } = await run('rules', 'test', 'rules.yaml');
    expect(code).toBe(EXIT.invalid);
    expect(err).toContain('one of --text, --detection, --image or --stored');
  });

  it(
    'accepts an image, a detection printed by scan, or a stored result',
    async () => {
      const scan = await run('scan', 'photos/gate.png', '--format', 'jsonl');
      put('gate.json', scan.out);
      for (const subject of ['--image', '--stored', '--detection']) {
        const file = subject === '--detection' ? 'gate.json' : 'photos/gate.png';
        const { rules } = await reportsOn([subject, file]);
        expect([subject, rules[0].matches[0].text]).toEqual([subject, 'KEEP OUT']);
      }
    },
    SLOW,
  );
});

describe('rules replay', () => {
  it(
    'forecasts, then applies, then finds nothing new',
    async () => {
      await run('scan', 'photos', '--rules', 'rules.yaml');
      const forecast = await run('rules', 'replay', '--rules', 'new.yaml', '--since', '30d');
      expect(forecast.code).toBe(EXIT.done);
      expect(forecast.out).toMatch(
        /^would have alerted 1 time in 30 days; new 1, gone 1, same 0 \(2 images\)\n/,
      );
      const before = await run('results', 'list', '--rule', 'tree', '--format', 'json');
      expect(JSON.parse(before.out).results).toEqual([]);
      const applied = await run('rules', 'replay', '--rules', 'new.yaml', '--apply');
      expect(applied.out).toContain('2 results written');
      const after = await run('results', 'list', '--rule', 'tree', '--format', 'json');
      expect(JSON.parse(after.out).results).toHaveLength(1);
      const again = await run('rules', 'replay', '--rules', 'new.yaml', '--format', 'json');
      expect(JSON.parse(again.out)).toMatchObject({ new: 0, gone: 0, same: 1, wouldAlert: [] });
    },
    SLOW,
  );

  it(
    'takes the rules of the settings when no file is named',
    async () => {
      await run('scan', 'photos', '--rules', 'rules.yaml');
      put('new-settings.yaml', 'rules: new.yaml\n');
      const forecast = await run('rules', 'replay', '--config', 'new-settings.yaml');
      expect(forecast).toMatchObject({ code: EXIT.done });
      expect(forecast.out).toContain('(2 images)');
      const none = await run('rules', 'replay');
      expect(none).toMatchObject({ code: EXIT.invalid });
      expect(none.err).toContain('Name a rule file, here or in the settings file');
    },
    SLOW,
  );

  it(
    'forecasts without the secrets of channels, but applies only with them',
    async () => {
      await run('scan', 'photos', '--rules', 'rules.yaml');
      put(
        'secret.yaml',
        'rules: new.yaml\nchannels: { chat: { type: slack, urlFrom: NOT_SET } }\n',
      );
      const forecast = await run('rules', 'replay', '--config', 'secret.yaml');
      expect(forecast).toMatchObject({ code: EXIT.done, err: '' });
      const applied = await run('rules', 'replay', '--config', 'secret.yaml', '--apply');
      expect(applied.code).toBe(EXIT.invalid);
      expect(applied.err).toContain('NOT_SET');
    },
    SLOW,
  );

  it('refuses to notify about a forecast', async () => {
    const { code, err } = await run('rules', 'replay', '--rules', 'new.yaml', '--notify');
    expect(code).toBe(EXIT.invalid);
    expect(err).toContain('--apply');
  });
});

describe('a word list', () => {
  const rulesFor = (file: string): string =>
    `rules:\n  - id: words\n    match: { values: { file: ${file} } }\n`;

  beforeAll(() => {
    mkdirSync(join(folder, 'lists'));
    put('lists/words.txt', '# signs\nKEEP OUT\n\nkeep-out\n');
    put('lists/rules.yaml', rulesFor('words.txt'));
  });

  it(
    'finds its words in a picture',
    async () => {
      const { out } = await run('scan', 'photos', '--rules', 'lists/rules.yaml', '--no-store');
      expect(out).toMatch(/MATCHED .*gate\.png[^]*words: "KEEP OUT"/);
    },
    SLOW,
  );

  it('is warned about by its own line, with both words', async () => {
    const { code, out } = await run('rules', 'check', 'lists/rules.yaml');
    expect(code).toBe(EXIT.done);
    expect(out).toContain('lists/words.txt:4: "keep-out" says the same as line 2 "KEEP OUT"');
  });

  it('is not read outside the folder of the rules', async () => {
    put('lists/outside.yaml', `extend: /etc/passwd\n${rulesFor('../rules.yaml')}`);
    const { code, out } = await run('rules', 'check', 'lists/outside.yaml');
    expect(code).toBe(EXIT.invalid);
    expect(out).toContain('outside.yaml:1: extend: names a file outside the folder of the rules');
    expect(out).toContain('rules[0].match.values.file: names a file outside the folder');
  });
});

describe('a folder in a scope', () => {
  it(
    'is warned about where it does not exist, before a scan too',
    async () => {
      const gone = join(folder, 'photo');
      put('scoped.yaml', `rules: [{ id: a, match: OUT, scope: { buckets: ['${gone}'] } }]\n`);
      const message = `there is no such folder; did you mean "${join(folder, 'photos')}"?`;
      const check = await run('rules', 'check', 'scoped.yaml');
      expect(check).toMatchObject({ code: EXIT.done });
      expect(check.out).toContain(`scoped.yaml:1: rules[0].scope.buckets[0]: ${message}`);
      const scan = await run('scan', 'photos', '--rules', 'scoped.yaml', '--no-store');
      expect(scan.err).toContain(`rule a: scope.buckets[0]: ${message}`);
    },
    SLOW,
  );
});

describe('a channel that is not in the settings', () => {
  const inOther = (...args: string[]) => glyphwatch(args, { cwd: join(folder, 'typo') });

  beforeAll(() => {
    mkdirSync(join(folder, 'typo'));
    put('typo/glyphwatch.yaml', 'channels: { desk: console }\n');
    put(
      'typo/rules.yaml',
      'rules:\n  - id: gate\n    match: KEEP OUT\n    notify: { channels: [desc] }\n',
    );
  });

  it('is a mistake of the rules, found before an image is read', async () => {
    const message = 'no channel "desc" in the settings; did you mean "desk"?';
    const check = await inOther('rules', 'check', 'rules.yaml');
    expect(check).toMatchObject({ code: EXIT.invalid });
    expect(check.out).toContain(`rules.yaml:4: rules[0].notify.channels: ${message}`);
    const scan = await inOther('scan', '../photos', '--rules', 'rules.yaml', '--no-store');
    expect(scan).toMatchObject({ code: EXIT.invalid, out: '' });
    expect(scan.err).toContain(message);
  });

  it('may be a channel that no rule of the settings tells', async () => {
    const settings = 'channels: { desk: console, guards: { type: console, default: false } }\n';
    put('typo/glyphwatch.yaml', `rules: told.yaml\n${settings}`);
    put('typo/told.yaml', 'rules: [{ id: gate, match: KEEP OUT }]\n');
    for (const args of [
      ['scan', '../photos', '--no-store'],
      ['rules', 'check'],
    ]) {
      const { code, out, err } = await inOther(...args);
      expect([args, code]).toEqual([args, EXIT.invalid]);
      expect(out + err).toContain('no rule tells the channel "guards": it has default: false');
    }
    // Other rules may be for other channels.
    put('typo/other.yaml', 'rules: [{ id: gate, match: KEEP OUT }]\n');
    expect((await inOther('rules', 'check', 'other.yaml')).code).toBe(EXIT.done);
    expect((await inOther('rules', 'check', 'told.yaml')).code).toBe(EXIT.invalid);
  });

  it('may be one that nobody is told by', async () => {
    put('typo/quiet.yaml', 'rules: [{ id: gate, match: KEEP OUT }]\n');
    put('typo/glyphwatch.yaml', 'channels: { desk: { type: console, default: false } }\n');
    const scan = await inOther('scan', '../photos', '--rules', 'quiet.yaml', '--no-store');
    expect(scan).toMatchObject({ code: EXIT.invalid, out: '' });
    expect(scan.err).toContain('nobody is told: every channel has default: false');
  });

  it('is not looked for where the settings themselves are broken', async () => {
    put('typo/glyphwatch.yaml', 'chanels: {}\n');
    const check = await inOther('rules', 'check', 'rules.yaml');
    expect(check.code).toBe(EXIT.done);
    expect(check.out).toContain('the channels that rules name were not checked');
  });
});
