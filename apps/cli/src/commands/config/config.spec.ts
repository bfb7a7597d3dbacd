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

it('shows how each channel is told, in the words of the settings', async () => {
  const duty = `duty: { type: ntfy, topicFrom: HOOK_SECRET, every: 90m, remind: { critical: 30m },
    quietHours: { from: '22:00', to: '07:00' }, escalate: { after: 2h, to: desk } }`;
  writeFileSync(
    join(cwd, 'glyphwatch.yaml'),
    `timezone: Europe/Berlin\nchannels: { ${duty}, desk: console }\n`,
  );
  const table = await shown('table');
  expect(table).toMatch(/\ntimezone +Europe\/Berlin\n/);
  expect(table).toMatch(/\nkeep +\(deliveries 90d\)\n/);
  expect(table).toMatch(
    /\nchannel duty +ntfy \(.*\)\n +told \(tell grouped, every 90m, atMost 30, /,
  );
  expect(table).toContain('quietHours (from 22:00, to 07:00, zone Europe/Berlin), ');
  expect(table).toContain('remind (critical 30m), escalate (after 2h, to desk))');
  expect(table).toMatch(/\nchannel desk +console\n +told \(tell each\)\n/);
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
