import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IN_MEMORY, readConfig } from './read-config.ts';
import { openChannel } from '../open-channel.ts';
import { fakeIo } from '../testing/fake-io.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  mkdirSync(join(cwd, 'photos'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const put = (name: string, text: string): void => writeFileSync(join(cwd, name), text);

it('needs no settings: results below the current folder, no rules, nobody to tell', () => {
  const config = readConfig({}, { cwd, env: {} }, 'photos');
  expect(config.store).toBe(join(cwd, '.glyphwatch/results.db'));
  expect(config.rules).toBeUndefined();
  expect(config.channels).toEqual([]);
  expect([1, 2]).toContain(config.workers);
});

it('takes watch-rules.yaml where init writes it, unless told not to', () => {
  put('watch-rules.yaml', '');
  expect(readConfig({}, { cwd, env: {} }).rules).toBe(join(cwd, 'watch-rules.yaml'));
  expect(readConfig({ rules: false }, { cwd, env: {} }).rules).toBeUndefined();
});

it('prefers the settings beside the images to those in the current folder', () => {
  put('glyphwatch.yaml', 'store: here.db');
  put('photos/glyphwatch.yaml', 'store: beside.db\nrules: named.yaml');
  const { store, rules } = readConfig({}, { cwd, env: {} }, 'photos');
  expect(store).toBe(join(cwd, 'photos/beside.db'));
  expect(rules).toBe(join(cwd, 'photos/named.yaml'));
  expect(readConfig({}, { cwd, env: {} }).store).toBe(join(cwd, 'here.db'));
});

it('puts the options of the call over the settings', () => {
  put('glyphwatch.yaml', 'store: here.db\nworkers: 3');
  const options = { store: 'there.db', workers: 1, annotate: 'found' };
  expect(readConfig(options, { cwd, env: {} })).toMatchObject({
    store: join(cwd, 'there.db'),
    workers: 1,
    annotate: join(cwd, 'found'),
  });
  expect(readConfig({ store: false }, { cwd, env: {} }).store).toBe(IN_MEMORY);
});

it('names every mistake of the settings at once, and a file that is not there', () => {
  put('glyphwatch.yaml', 'stoer: x.db\nworkers: many\n');
  expect(() => readConfig({}, { cwd, env: {} })).toThrow(/glyphwatch\.yaml:1: stoer: .*"store"/);
  expect(() => readConfig({}, { cwd, env: {} })).toThrow(/glyphwatch\.yaml:2: workers: /);
  expect(() => readConfig({ config: 'no.yaml' }, { cwd, env: {} })).toThrow('cannot be read');
});

it('opens several channels at once, with secrets from the environment', () => {
  put(
    'glyphwatch.yaml',
    'channels:\n' +
      '  here: { type: console }\n' +
      '  hook: { type: webhook, url: "https://hook.example/x", secretFrom: HOOK_SECRET }\n' +
      '  post: { type: smtp, host: mail.example, from: a@b.example, to: c@d.example }\n',
  );
  const env = { HOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
  const io = fakeIo();
  const channels = readConfig({}, { cwd, env }).channels.map((one) => openChannel(one, io.stderr));
  expect(channels.map(({ name }) => name)).toEqual(['here', 'hook', 'post']);
  for (const { hears } of channels) expect([...hears]).toEqual(['matched']);
});
