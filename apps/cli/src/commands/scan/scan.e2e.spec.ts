import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pngOf } from '../../testing/picture.ts';
import { glyphwatch } from '../../testing/run-command.ts';

const SLOW = 60_000;

// The tests share one folder and build on each other, like somebody's first day with the command.

let folder: string;
const run = (...args: string[]) => glyphwatch(args, { cwd: folder });
const objects = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .sort((a, b) => (a.image < b.image ? -1 : 1));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  mkdirSync(join(folder, 'photos/yard'), { recursive: true });
  writeFileSync(join(folder, 'photos/yard/gate.png'), await pngOf(['KEEP OUT']));
  writeFileSync(join(folder, 'photos/tree.png'), await pngOf(['HELLO WORLD']));
  writeFileSync(join(folder, 'photos/key.png'), await pngOf(['PASSWORD SESAME77']));
  const blank = sharp({ create: { width: 200, height: 100, channels: 3, background: '#fff' } });
  writeFileSync(join(folder, 'photos/blank.png'), await blank.png().toBuffer());
  writeFileSync(
    join(folder, 'rules.yaml'),
    'rules:\n' +
      '  - id: gate\n    match: KEEP OUT\n    severity: high\n' +
      '  - id: secret\n    match: SESAME77\n    sensitive: true\n',
  );
}, SLOW);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(
  'prints one object per image and saves pictures of the matches',
  async () => {
    const { code, out, err } = await run(
      ...['scan', 'photos', '--rules', 'rules.yaml', '--format', 'jsonl', '--annotate', 'found'],
    );
    expect({ code, err }).toEqual({ code: EXIT.done, err: '' });
    const [blank, key, tree, gate] = objects(out);
    expect(blank).toMatchObject({ image: 'photos/blank.png', status: 'NO_TEXT', lines: [] });
    expect(tree).toMatchObject({ image: 'photos/tree.png', status: 'NO_MATCH', provider: 'onnx' });
    expect(gate).toMatchObject({
      image: 'photos/yard/gate.png',
      status: 'MATCHED',
      truncated: false,
      lines: [{ text: 'KEEP OUT', words: [{ text: 'KEEP' }, { text: 'OUT' }] }],
      matches: [{ ruleId: 'gate', text: 'KEEP OUT', via: 'exact', severity: 'high' }],
    });
    expect(key).toMatchObject({ status: 'MATCHED', matches: [{ ruleId: 'secret', text: '••••' }] });
    expect(out).not.toContain('SESAME77');
    const { width } = await sharp(join(folder, 'found/photos/yard/gate.png.png')).metadata();
    expect(width).toBeGreaterThanOrEqual(gate.width);
  },
  SLOW,
);

it('stores results where only their owner can read them', () => {
  expect(statSync(join(folder, '.glyphwatch/results.db')).mode & 0o777).toBe(0o600);
});

it(
  'does not detect text again in known images, and reports a match by its exit code',
  async () => {
    const again = await run('scan', 'photos', '--rules', 'rules.yaml', '--fail-on-match');
    expect(again.code).toBe(EXIT.matched);
    expect(again.out).toMatch(
      /MATCHED {6}photos\/yard\/gate\.png \(1 line\)\n +high +gate: "KEEP OUT"/,
    );
    expect(again.out).toMatch(/4 images: 2 matched, 1 without a match, 1 without text · /);
    expect(again.out).not.toContain('SESAME77');
    const shown = await run('results', 'show', 'photos/yard/gate.png', '--format', 'json');
    expect(JSON.parse(shown.out)).toMatchObject({ status: 'MATCHED', attempts: 1 });
  },
  SLOW,
);

it(
  'matches stored text again when the rules change',
  async () => {
    writeFileSync(join(folder, 'new.yaml'), 'rules:\n  - id: tree\n    match: HELLO WORLD\n');
    const { out } = await run('scan', 'photos', '--rules', 'new.yaml', '--format', 'json');
    const matched = objects(
      JSON.parse(out)
        .map((image: object) => JSON.stringify(image))
        .join('\n'),
    )
      .filter(({ status }) => status === 'MATCHED')
      .map(({ image }) => image);
    expect(matched).toEqual(['photos/tree.png']);
  },
  SLOW,
);

it(
  'lists, searches and shows stored results',
  async () => {
    const listed = await run('results', 'list', '--status', 'MATCHED', '--format', 'jsonl');
    expect(objects(listed.out).map(({ image }) => image)).toEqual(['photos/tree.png']);
    const page = await run('results', 'list', '--limit', '1', '--format', 'json');
    const { results, cursor } = JSON.parse(page.out);
    expect(results).toHaveLength(1);
    const next = await run('results', 'list', '--cursor', cursor, '--format', 'json');
    expect(JSON.parse(next.out).results).toHaveLength(3);
    const found = await run('results', 'search', 'world', 'hello');
    expect(found.out).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d {2}MATCHED {6}photos\/tree\.png: tree "HELLO WORLD"\n$/,
    );
    const shown = await run('results', 'show', 'photos/tree.png');
    expect(shown.out).toContain('HELLO WORLD');
    expect((await run('results', 'list', '--rule', 'nobody')).out).toBe('No results.\n');
  },
  SLOW,
);

it('says when there is no store, or no result for an image', async () => {
  const list = await run('results', 'list', '--store', 'elsewhere.db');
  expect(list.code).toBe(EXIT.invalid);
  expect(list.err).toContain('No results at');
  const show = await run('results', 'show', 'nothing.png');
  expect(show.code).toBe(EXIT.invalid);
  expect(show.err).toContain('No result stored for nothing.png');
});

it('refuses a rule file before the first image, and reports all its mistakes at once', async () => {
  writeFileSync(
    join(folder, 'broken.yaml'),
    'rules:\n  - id: a\n    mach: X\n  - id: a\n    match: { mode: regx, values: [X] }\n',
  );
  const scan = await run('scan', 'photos', '--rules', 'broken.yaml', '--format', 'jsonl');
  expect({ code: scan.code, out: scan.out }).toEqual({ code: EXIT.invalid, out: '' });
  expect(scan.err).toMatch(/broken\.yaml:3: rules\[0\]\.mach: .*did you mean "match"/);
  expect(scan.err).toMatch(/broken\.yaml:5: rules\[1\]\.match\.mode: .*did you mean "regex"/);
  const check = await run('rules', 'check', 'broken.yaml', '--format', 'json');
  expect(check.code).toBe(EXIT.invalid);
  const report = JSON.parse(check.out);
  expect(report.valid).toBe(false);
  expect(report.errors.length).toBeGreaterThanOrEqual(3);
  for (const error of report.errors) expect(error.line).toBeGreaterThan(0);
});

it(
  'finds a word in a tall screenshot, or says that it did not look for text so small',
  async () => {
    const file = join(folder, 'chat.png');
    const small = await sharp(await pngOf(['KEEP OUT']))
      .resize({ height: 60 })
      .toBuffer();
    const text = { input: small, left: 200, top: 5200 };
    const tall = sharp({ create: { width: 1080, height: 7000, channels: 3, background: '#fff' } });
    writeFileSync(file, await tall.composite([text]).png().toBuffer());
    const scan = ['scan', 'chat.png', '--rules', 'rules.yaml', '--no-store'];
    expect((await run(...scan)).out).toMatch(/^MATCHED +chat\.png/);
    writeFileSync(join(folder, 'fast.yaml'), 'detector: { name: onnx, detail: fast }\n');
    const fast = await run(...scan, '--config', 'fast.yaml');
    expect(fast.out).toMatch(/text smaller than \d+ pixels was not looked for/);
    expect(fast.out).toContain('small text not looked for in 1');
  },
  SLOW,
);

it(
  'does not obey settings that lie among the images, and says so',
  async () => {
    const incoming = join(folder, 'incoming');
    mkdirSync(incoming);
    writeFileSync(join(incoming, 'gate.png'), await pngOf(['KEEP OUT']));
    const settings =
      'detector: { name: onnx, maxSide: 64 }\nstore: theirs.db\nchannels: { x: console }\n';
    writeFileSync(join(incoming, 'glyphwatch.yaml'), settings);
    const { out, err } = await run('scan', 'incoming', '--rules', 'rules.yaml');
    expect(out).toMatch(/^MATCHED/);
    expect(err).toContain('incoming/glyphwatch.yaml is not used');
    expect(() => statSync(join(incoming, 'theirs.db'))).toThrow('ENOENT');
  },
  SLOW,
);
