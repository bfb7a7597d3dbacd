import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pngOf } from '../../testing/picture.ts';
import { glyphwatch } from '../../testing/run-command.ts';

const SLOW = 60_000;
const SENDING = `
store: results/results.db
hashKeyFrom: HASH_KEY_NOBODY_SET
channels:
  ops: { type: webhook, url: https://ops.example.com, secretFrom: SECRET_NOBODY_SET }
`;

let folder: string;
const run = (...args: string[]) => glyphwatch(args, { cwd: folder });
const put = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  mkdirSync(join(folder, 'photos'));
  put('photos/gate.png', await pngOf(['KEEP OUT']));
  put('rules.yaml', 'rules: [{ id: gate, match: KEEP OUT }]\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(
  'prints a match once with settings that name no channel',
  async () => {
    put('glyphwatch.yaml', 'store: results/results.db\n');
    const { code, out, err } = await run('scan', 'photos', '--rules', 'rules.yaml');
    expect(code).toBe(EXIT.done);
    expect(out.match(/KEEP OUT/g)).toHaveLength(1);
    expect(err).toBe(`glyphwatch: results are in ${join(folder, 'results/results.db')}\n`);
  },
  SLOW,
);

it.each([
  ['results list'],
  ['results search keep out'],
  ['results show photos/gate.png'],
  ['rules test rules.yaml --stored photos/gate.png'],
  ['rules test rules.yaml --image photos/gate.png'],
  ['rules check rules.yaml'],
])(
  'looks at results without the secrets of channels, and writes nothing: %s',
  async (args) => {
    put('glyphwatch.yaml', SENDING);
    const store = (): readonly unknown[] => [
      readdirSync(join(folder, 'results')),
      readFileSync(join(folder, 'results/results.db')),
    ];
    const before = store();
    const { code, err } = await run(...args.split(' '));
    expect({ code, err }).toEqual({ code: EXIT.done, err: '' });
    expect(store()).toEqual(before);
  },
  SLOW,
);

it(
  'names every missing secret at once before it scans',
  async () => {
    put('glyphwatch.yaml', SENDING);
    const { code, out, err } = await run('scan', 'photos', '--rules', 'rules.yaml');
    expect({ code, out }).toEqual({ code: EXIT.invalid, out: '' });
    expect(err).toContain('HASH_KEY_NOBODY_SET, which is not set');
    expect(err).toContain('SECRET_NOBODY_SET, which is not set');
  },
  SLOW,
);

it(
  'finds the result of a file whose name has another Unicode form than what is typed',
  async () => {
    put('glyphwatch.yaml', 'store: results/results.db\n');
    put('photos/cafe\u0301.png', await pngOf(['KEEP OUT'], 1));
    await run('scan', 'photos', '--rules', 'rules.yaml');
    const { code, out } = await run('results', 'show', 'photos/caf\u00e9.png');
    expect(code).toBe(EXIT.done);
    expect(out).toContain('KEEP OUT');
  },
  SLOW,
);
