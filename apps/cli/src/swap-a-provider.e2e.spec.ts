import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RecordingServer } from '@glyphwatch/http-calls/testing';
import { describeWithServer } from '@glyphwatch/postgres-result-store/testing';
import { Shell } from './testing/in-shell.ts';

const SLOW = 180_000;
const PAGE = readFileSync(resolve(__dirname, '../SWAP-A-PROVIDER.md'), 'utf8');

let folder: string;
let shell: Shell;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  cpSync(resolve(__dirname, '../samples'), folder, { recursive: true });
  shell = new Shell(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes the settings of this section, then runs its lines. */
async function follow(title: string): Promise<void> {
  const [, section = ''] = PAGE.split(`## ${title}\n`);
  const [, settings = ''] = /```yaml\n([\s\S]*?)```/.exec(section) ?? [];
  const [, lines = ''] = /```sh\n([\s\S]*?)```/.exec(section) ?? [];
  expect(lines).toContain('glyphwatch scan');
  writeFileSync(join(folder, 'glyphwatch.yaml'), settings);
  for (const line of lines.trim().split('\n')) await shell.expectToWork(line);
}

const said = async (line: string) => (await shell.run(line)).said;

it(
  'reads with another detector',
  async () => {
    await follow('Another detector');
    expect(await said('glyphwatch config')).toMatch(/\ndetector +tesseract/);
    expect(await said('glyphwatch results list')).toContain('screens/');
  },
  SLOW,
);

describeWithServer('The page about swapping, with a PostgreSQL server', (server) => {
  it(
    'stores in another place',
    async () => {
      process.env['DATABASE_URL'] = server().url;
      await follow('Another store');
      delete process.env['DATABASE_URL'];
      expect(await said('ls .glyphwatch')).toContain('No such file');
    },
    SLOW,
  );
});

it(
  'tells by another channel',
  async () => {
    const hook = new RecordingServer('http');
    process.env['HOOK_URL'] = `http://127.0.0.1:${await hook.listen()}/events`;
    await follow('Another channel');
    delete process.env['HOOK_URL'];
    const posted = hook.received.filter(({ method }) => method === 'POST');
    // The test message, and at least one match.
    expect(posted.length).toBeGreaterThan(1);
    expect(posted.at(-1)?.body).toContain('"specversion":"1.0"');
    await hook.close();
  },
  SLOW,
);
