import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeWithServer } from '@glyphwatch/postgres-result-store/testing';
import { EXIT } from './terminal/exit-codes.ts';
import { pngOf } from './testing/picture.ts';
import { glyphwatch, type RunOptions } from './testing/run-command.ts';

const SLOW = 120_000;
const PRELOAD = ['--import', resolve(__dirname, 'testing/list-modules.mjs')];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  writeFileSync(join(folder, 'gate.png'), await pngOf(['KEEP OUT']));
  writeFileSync(join(folder, 'rules.yaml'), 'rules:\n  - id: gate\n    match: KEEP OUT\n');
  writeFileSync(join(folder, 'changed.yaml'), 'rules:\n  - id: keep\n    match: KEEP\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: string, options: RunOptions = {}) =>
  glyphwatch(command.split(' '), { cwd: folder, ...options });

async function modulesLoadedBy(command: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const list = join(folder, `${randomUUID()}.modules`);
  const options = { nodeOptions: PRELOAD, env: { ...env, LIST_MODULES_IN: list } };
  expect((await run(command, options)).code).toBe(EXIT.done);
  return readFileSync(list, 'utf8');
}

const CLIENT = /node_modules\/pg|open-postgres/;
const FILE = /node:sqlite|sqlite-result-store\/src\/index/;

it(
  'loads nothing of a database server for a store in a file',
  async () => {
    const modules = await modulesLoadedBy('scan gate.png --no-rules --store x.db');
    expect(modules).toMatch(FILE);
    expect(modules).not.toMatch(CLIENT);
  },
  SLOW,
);

it(
  'refuses a password on the command line without repeating it',
  async () => {
    const store = 'postgres://watch:hunter2@db.example/watch';
    const { code, out, err } = await run(`results list --debug --store ${store}`);
    expect({ code, out }).toEqual({ code: EXIT.invalid, out: '' });
    expect(err).toContain('has a password, which does not belong here');
    expect(err).not.toContain('hunter2');
  },
  SLOW,
);

describeWithServer('The command with its results in PostgreSQL', (server) => {
  const config = 'db.yaml';
  let env: NodeJS.ProcessEnv;
  beforeAll(() => {
    env = { DATABASE_URL: server().url };
    const schema = `test_${randomUUID().replaceAll('-', '')}`;
    const store = `{ name: postgres, schema: ${schema} }`;
    writeFileSync(join(folder, config), `rules: rules.yaml\nstore: ${store}\n`);
  });
  const at = (command: string) => run(`${command} --config ${config}`, { env });

  it(
    'scans, lists, searches, replays and deletes',
    async () => {
      expect((await at('results list')).err).toContain('No results in postgres://127.0.0.1:');
      const scanned = await at('scan gate.png');
      expect(scanned.out).toContain('MATCHED      gate.png');
      expect(scanned.err).toMatch(/results are in postgres:\/\/127\.0\.0\.1:\d+\/postgres$/m);
      expect((await at('scan gate.png')).out).toContain('MATCHED      gate.png');
      expect((await at('results list --rule gate')).out).toContain('gate.png');
      expect((await at('results search keep')).out).toContain('gate.png');
      expect((await at('results search --inside eep')).out).toContain('gate.png');
      expect((await at('results show gate.png')).out).toContain('KEEP OUT');
      expect((await at('rules replay --rules changed.yaml --apply')).code).toBe(EXIT.done);
      expect((await at('results list --rule keep')).out).toContain('gate.png');
      expect((await at('results delete gate.png --yes')).out).toBe('1 result deleted\n');
      expect((await at('results list')).out).not.toContain('gate.png');
    },
    SLOW,
  );

  it(
    'loads nothing of a store in a file',
    async () => {
      const modules = await modulesLoadedBy(`scan gate.png --config ${config}`, env);
      expect(modules).toMatch(CLIENT);
      expect(modules).not.toMatch(FILE);
    },
    SLOW,
  );

  it(
    'never prints the password',
    async () => {
      const secret = new URL(server().url).password;
      const wrong = { DATABASE_URL: server().url.replace(secret, `${secret}x`) };
      const runs = await Promise.all([
        at('config'),
        run('providers', { env }),
        run(`scan gate.png --debug --config ${config}`, { env: wrong }),
        run(`results list --debug --config ${config}`, { env: { DATABASE_URL: `x${secret}` } }),
      ]);
      const [shown, listed, refused, invalid] = runs;
      expect(shown?.out).toMatch(/store +postgres \(.*urlFrom \(from the environment\)/);
      expect(listed?.out).not.toMatch(/ {2}postgres .*(\n {15}.*)*missing/);
      expect(refused).toMatchObject({ code: EXIT.invalid });
      expect(refused?.err).toContain('refused the login. Correct user and password');
      expect(invalid?.err).toContain('DATABASE_URL');
      for (const { out, err } of runs) expect(`${out}${err}`).not.toContain(secret);
    },
    SLOW,
  );
});
