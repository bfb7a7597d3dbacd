import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeIo } from '../../testing/fake-io.ts';
import { runConfig } from './run.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  mkdirSync(join(cwd, 'photos'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

async function shown(format: 'table' | 'json', targets: readonly string[] = []) {
  const io = fakeIo({ cwd, env: { HOOK_SECRET: SECRET } });
  await runConfig(targets, { format }, io);
  return io.out();
}

it('shows the defaults where there are no settings', async () => {
  const table = await shown('table');
  expect(table).toMatch(/^settings +none; these are the defaults\n/);
  expect(table).toMatch(/\ndetector +onnx \(.*maxSide 960/);
  expect(table).toMatch(/\nstore +sqlite \(file \.glyphwatch\/results\.db/);
  expect(table).toContain(', languages –)');
});

it('shows lists as lists', async () => {
  writeFileSync(
    join(cwd, 'glyphwatch.yaml'),
    'detector: { name: onnx, languages: [de, pl] }\n' +
      'channels: { desk: { type: console, notifyOn: [matches, failures] } }\n',
  );
  expect(await shown('table')).toContain(', languages de pl)');
});

it('shows whose settings are in force, and no secret', async () => {
  const hook = 'team: { type: webhook, url: "https://h.example/x", secretFrom: HOOK_SECRET }';
  writeFileSync(join(cwd, 'glyphwatch.yaml'), `store: mine.db\nchannels: { ${hook} }\n`);
  writeFileSync(join(cwd, 'photos/glyphwatch.yaml'), 'store: theirs.db\n');
  const table = await shown('table', ['photos']);
  expect(table).toContain(`settings        ${join(cwd, 'glyphwatch.yaml')}\n`);
  expect(table).toContain(
    `not used        ${join(cwd, 'photos/glyphwatch.yaml')} (among the images)`,
  );
  expect(table).toMatch(/\nchannel team +webhook \(.*secretFrom \(from the environment\)/);
  expect(table).not.toContain(SECRET);
  const json = await shown('json', ['photos']);
  expect(json).not.toContain(SECRET);
  expect(JSON.parse(json)).toMatchObject({
    store: { name: 'sqlite', file: 'mine.db', folder: cwd },
    channels: [{ channel: 'team', name: 'webhook' }],
  });
});
