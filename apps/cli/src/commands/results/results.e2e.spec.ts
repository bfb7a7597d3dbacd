import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'csv-parse/sync';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pngOf } from '../../testing/picture.ts';
import { glyphwatch } from '../../testing/run-command.ts';

const SLOW = 120_000;
const SECRET = 'SESAME77';
const RULES = `rules:
  - { id: gate, match: KEEP OUT, severity: high, description: "=A sign, at the gate", tags: [yard] }
  - { id: secret, match: ${SECRET}, sensitive: true, severity: critical, notify: { channels: [ops] } }
`;
const SETTINGS = 'channels:\n  desk: console\n  ops: { type: console, default: false }\n';

let folder: string;
const run = (...args: string[]) => glyphwatch(args, { cwd: folder });
const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

/** What a command lists, in the order of names. */
async function listed(...args: string[]): Promise<string[]> {
  const { code, out, err } = await run('results', ...args, '--format', 'jsonl');
  expect({ code, err }).toEqual({ code: EXIT.done, err: '' });
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line): string => JSON.parse(line).image).sort();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  mkdirSync(join(folder, 'photos/yard'), { recursive: true });
  put('photos/yard/gate.png', await pngOf(['KEEP OUT']));
  put('photos/=key.png', await pngOf([`PASSWORD ${SECRET}`]));
  put('photos/tree.png', await pngOf(['UNAUTHORISED']));
  put('photos/broken.png', 'no picture');
  put('watch-rules.yaml', RULES);
  put('glyphwatch.yaml', SETTINGS);
  const { code } = await run('scan', 'photos', '--format', 'json');
  expect(code).toBe(EXIT.failed);
}, SLOW);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(
  'filters by path, severity and channel, which hold for one match together',
  async () => {
    expect(await listed('list', '--path', 'photos/*.png', '--status', 'MATCHED')).toEqual([
      'photos/=key.png',
    ]);
    expect(await listed('list', '--path', 'photos/yard')).toEqual(['photos/yard/gate.png']);
    expect(await listed('list', '--path', '**/*.png')).toHaveLength(4);
    expect(await listed('list', '--severity', 'high,critical')).toHaveLength(2);
    expect(await listed('list', '--severity', 'high')).toEqual(['photos/yard/gate.png']);
    expect(await listed('list', '--channel', 'desk')).toEqual(['photos/yard/gate.png']);
    expect(await listed('list', '--channel', 'ops')).toEqual(['photos/=key.png']);
    expect(await listed('list', '--channel', 'ops', '--severity', 'high')).toEqual([]);
    expect(await listed('list', '--rule', 'gate', '--severity', 'critical')).toEqual([]);
    const typo = await run('results', 'list', '--channel', 'desc');
    expect(typo.code).toBe(EXIT.invalid);
    expect(typo.err).toContain('no channel "desc"; did you mean "desk"?');
    const level = await run('results', 'list', '--severity', 'hihg');
    expect(level.err).toContain('Choose one or more of low, medium, high, critical');
  },
  SLOW,
);

it(
  'searches whole words, or inside words for pieces of three characters and more',
  async () => {
    expect(await listed('search', 'unauthorised')).toEqual(['photos/tree.png']);
    expect(await listed('search', 'authori')).toEqual([]);
    expect(await listed('search', '--inside', 'authori')).toEqual(['photos/tree.png']);
    expect(await listed('search', '--inside', 'eep o', '--path', 'photos/yard')).toHaveLength(1);
    expect(await listed('search', '--inside', SECRET.slice(2))).toEqual([]);
    const short = await run('results', 'search', '--inside', 'ke');
    expect(short.code).toBe(EXIT.invalid);
    expect(short.err).toContain('"ke" is too short to search inside words: give at least 3');
  },
  SLOW,
);

it(
  'exports CSV that no spreadsheet takes for formulas',
  async () => {
    const { code } = await run('results', 'export', '--format', 'csv', '--output', 'out.csv');
    expect(code).toBe(EXIT.done);
    const rows: Record<string, string>[] = parse(read('out.csv'), { columns: true });
    const byImage = Object.fromEntries(rows.map((row) => [row['image'], row]));
    expect(rows).toHaveLength(4);
    expect(byImage['photos/yard/gate.png']).toMatchObject({
      status: 'MATCHED',
      rule: 'gate',
      severity: 'high',
      description: "'=A sign, at the gate",
      text: 'KEEP OUT',
      via: 'exact',
    });
    const { left, top, width, height } = byImage['photos/yard/gate.png'] ?? {};
    for (const pixels of [left, top, width, height]) expect(Number(pixels)).toBeGreaterThan(20);
    expect(byImage['photos/tree.png']).toMatchObject({ status: 'NO_MATCH', rule: '' });
    expect(byImage['photos/broken.png']?.['reason']).not.toBe('');
    expect(byImage['photos/=key.png']).toMatchObject({ rule: 'secret', text: '••••' });
    expect(read('out.csv')).not.toContain(SECRET);
    expect(read('out.csv')).not.toMatch(/(^|,)"?[=+@-]/m);
  },
  SLOW,
);

it(
  'exports what list prints as JSON Lines, all of it',
  async () => {
    const exported = await run('results', 'export', '--format', 'jsonl', '--status', 'MATCHED');
    const list = await run('results', 'list', '--status', 'MATCHED', '--format', 'jsonl');
    expect(exported.out).toBe(list.out);
  },
  SLOW,
);

it(
  'exports SARIF that is valid by its published schema',
  async () => {
    const { out } = await run('results', 'export', '--format', 'sarif');
    const log = JSON.parse(out);
    // The schema is of draft 4, whose id this validator calls $id; nothing else in it differs.
    const { id: _, $schema: _draft, ...definition } = schema as Record<string, unknown>;
    const ajv = new Ajv({ strict: false, unicodeRegExp: false });
    addFormats.default(ajv);
    const isValid = ajv.compile(definition);
    expect(isValid(log) ? [] : isValid.errors).toEqual([]);
    expect(isValid({ ...log, version: 3 })).toBe(false);
    const [{ tool, results, invocations }] = log.runs;
    expect(tool.driver.rules).toHaveLength(2);
    const found = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'gate');
    expect(tool.driver.rules[found.ruleIndex]).toMatchObject({
      id: 'gate',
      shortDescription: { text: '=A sign, at the gate' },
      defaultConfiguration: { level: 'error' },
      properties: { tags: ['yard'] },
    });
    expect(found).toMatchObject({
      level: 'error',
      message: { text: expect.stringMatching(/^"KEEP OUT" \(\d+%\)\.$/) },
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'photos/yard/gate.png' }, region: {} } },
      ],
      fingerprints: { 'glyphwatch/v1': expect.stringMatching(/^[0-9a-f]{16,}$/) },
    });
    const [{ rectangles }] = found.attachments;
    const { left, right, top, bottom } = rectangles[0];
    expect([right - left > 100, bottom - top > 20]).toEqual([true, true]);
    expect(invocations[0].toolExecutionNotifications).toMatchObject([
      {
        message: { text: expect.stringContaining('UNSUPPORTED: ') },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'photos/broken.png' } } }],
      },
    ]);
    expect(out).toContain('photos/%3Dkey.png');
    expect(out).not.toContain(SECRET);
  },
  SLOW,
);

it('says where a file cannot be written', async () => {
  const { code, err } = await run(
    ...'results export --format csv --output no/such/dir.csv'.split(' '),
  );
  expect(code).toBe(EXIT.invalid);
  expect(err).toContain('cannot be written (ENOENT). Name another file with --output.');
});

describe('a baseline', () => {
  const scan = (...more: string[]) => run('scan', 'photos', '--fail-on-match', ...more);

  it(
    'lets only new findings fail, and counts the known ones',
    async () => {
      rmSync(join(folder, 'photos/broken.png'));
      expect((await scan()).code).toBe(EXIT.matched);
      await run('results', 'export', '--format', 'baseline', '--output', 'known.json');
      expect(read('known.json')).not.toContain(SECRET);
      const known = await scan('--baseline', 'known.json');
      expect(known.code).toBe(EXIT.done);
      expect(known.out).toContain('· findings: 2 known, 0 new ·');
      expect(known.out).toMatch(/gate: "KEEP OUT" \(\d+%, known\)/);

      put('photos/new.png', await pngOf(['PLEASE KEEP OUT']));
      const later = await scan('--baseline', 'known.json');
      expect(later.code).toBe(EXIT.matched);
      expect(later.out).toContain('· findings: 2 known, 1 new ·');
      const { out } = await scan('--baseline', 'known.json', '--format', 'jsonl');
      const matches = out
        .trim()
        .split('\n')
        .flatMap((line) => JSON.parse(line).matches ?? []);
      expect(matches.map(({ known: isKnown }) => isKnown).sort()).toEqual([false, true, true]);
    },
    SLOW,
  );

  it(
    'is the same on any machine and in any order',
    async () => {
      const before = read('known.json');
      const other = ['--store', 'other.db', '--no-rules'];
      expect((await run('scan', 'photos', ...other)).code).toBe(EXIT.done);
      expect((await run('scan', 'photos', '--store', 'other.db')).code).toBe(EXIT.done);
      rmSync(join(folder, 'photos/new.png'));
      const again = await run('results', 'export', '--format', 'baseline', '--store', 'other.db');
      const fingerprints = (text: string): string[] => text.match(/"fingerprint":"\w+"/g) ?? [];
      expect(fingerprints(again.out)).toEqual(expect.arrayContaining(fingerprints(before)));
      expect(JSON.parse(again.out).findings).toHaveLength(3);
    },
    SLOW,
  );

  it.each([
    ['none.json', undefined, 'cannot be read. Write one with'],
    ['bad.json', 'known', 'is not JSON'],
    ['old.json', '{"glyphwatchBaseline":0,"findings":[]}', 'is no baseline of this version'],
  ])(
    'that is no baseline ends the scan before it reads: %s',
    async (name, text, message) => {
      if (text !== undefined) put(name, text);
      const { code, out, err } = await scan('--baseline', name);
      expect({ code, out }).toEqual({ code: EXIT.invalid, out: '' });
      expect(err).toContain(message);
    },
    SLOW,
  );
});

describe('forgetting', () => {
  it(
    'asks first, and without a terminal deletes nothing',
    async () => {
      const { code, err } = await run('results', 'forget', 'photos');
      expect(code).toBe(EXIT.invalid);
      expect(err).toContain('Without a terminal, add --yes.');
      expect(await listed('list', '--path', 'photos/yard')).toHaveLength(1);
    },
    SLOW,
  );

  it(
    'reaches the result, its text and its history, and what was read in the image',
    async () => {
      const { code, out, ...forgotten } = await run('results', 'forget', 'photos/yard/*.png', '-y');
      expect({ code, out }).toEqual({ code: EXIT.done, out: '1 result deleted\n' });
      expect(forgotten.err).toContain('not reached: messages already sent, logs, backups');
      expect(await listed('list', '--path', 'photos/yard')).toEqual([]);
      expect(await listed('search', '--inside', 'eep out', '--path', 'photos/yard')).toEqual([]);
      const again = await run('results', 'forget', 'photos/yard/*.png', '--yes');
      expect(again.code).toBe(EXIT.invalid);
      expect(again.err).toContain('No result is stored for photos/yard/*.png');
      // As new, it is read again and told again.
      const { err } = await run('scan', 'photos/yard');
      expect(err).toContain('Watch rule gate matched in gate.png');
    },
    SLOW,
  );

  it(
    'keeps what is still to be sent, unless told otherwise',
    async () => {
      put(
        'down.yaml',
        'channels:\n  hooks: { type: webhook, url: "http://127.0.0.1:1/", secretFrom: HOOK, allowPrivate: true, allowHttp: true }\n',
      );
      const env = { HOOK: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
      put('unsent.yaml', 'rules: [{ id: gate, match: KEEP OUT }]\n');
      const options = ['--config', 'down.yaml', '--rules', 'unsent.yaml', '--store', 'down.db'];
      const scan = await glyphwatch(['scan', 'photos/yard', ...options], { cwd: folder, env });
      expect(scan.code).toBe(EXIT.failed);
      const place = ['photos/yard/gate.png', '--store', 'down.db', '--yes'];
      const kept = await run('results', 'forget', ...place);
      expect(kept.code).toBe(EXIT.failed);
      expect(kept.out).toContain('1 kept: notifications wait to be sent.');
      const deleted = await run('results', 'delete', ...place, '--pending');
      expect(deleted).toMatchObject({ code: EXIT.done, out: '1 result deleted\n' });
    },
    SLOW,
  );
});
