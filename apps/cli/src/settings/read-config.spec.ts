import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Config, readConfig } from './read-config.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  mkdirSync(join(cwd, 'photos'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const storeOf = ({ store, storeFolder }: Config): string =>
  resolve(storeFolder, String(store.settings()['file']));

const put = (name: string, text: string): void => writeFileSync(join(cwd, name), text);

it('needs no settings file: stores results below the current folder, without rules or channels', () => {
  const config = readConfig({}, { cwd, env: {} }, ['photos']);
  expect(storeOf(config)).toBe(join(cwd, '.glyphwatch/results.db'));
  expect(config.rules).toBeUndefined();
  expect(config.hasSettings).toBe(false);
  expect([1, 2]).toContain(config.workers);
});

it('finds watch-rules.yaml where init writes it, unless --no-rules is given', () => {
  put('watch-rules.yaml', '');
  expect(readConfig({}, { cwd, env: {} }).rules).toBe(join(cwd, 'watch-rules.yaml'));
  expect(readConfig({ rules: false }, { cwd, env: {} }).rules).toBeUndefined();
});

it('never obeys a settings file among the images, and names it', () => {
  put('glyphwatch.yaml', 'store: here.db');
  put('photos/glyphwatch.yaml', 'store: theirs.db');
  const config = readConfig({}, { cwd, env: {} }, ['photos', 'photos/a.png', '.']);
  expect(storeOf(config)).toBe(join(cwd, 'here.db'));
  expect(config.ignoredSettings).toEqual([join(cwd, 'photos/glyphwatch.yaml')]);
  const named = readConfig({ config: 'photos/glyphwatch.yaml' }, { cwd, env: {} }, ['photos']);
  expect(storeOf(named)).toBe(join(cwd, 'photos/theirs.db'));
  expect(named.ignoredSettings).toEqual([]);
});

it('says so where the folder of the settings in force is scanned itself', () => {
  put('glyphwatch.yaml', 'store: here.db');
  put('photos/a.png', '');
  const among = (targets: readonly string[], config?: string) =>
    readConfig({ ...(config === undefined ? {} : { config }) }, { cwd, env: {} }, targets)
      .obeysSettingsAmongImages;
  expect([among(['.']), among(['photos', '..'])]).toEqual([true, true]);
  expect([among(['photos']), among(['photos/a.png']), among([])]).toEqual([false, false, false]);
  expect(among(['.'], 'glyphwatch.yaml')).toBe(false);
});

it('finds the settings of the project above, and none above that', () => {
  put('glyphwatch.yaml', 'store: outside.db');
  mkdirSync(join(cwd, 'project/.git'), { recursive: true });
  mkdirSync(join(cwd, 'project/deep/er'), { recursive: true });
  const deep = { cwd: join(cwd, 'project/deep/er'), env: {} };
  expect(readConfig({}, deep).hasSettings).toBe(false);
  put('project/glyphwatch.yaml', 'store: project.db');
  expect(storeOf(readConfig({}, deep))).toBe(join(cwd, 'project/project.db'));
});

it('does not look above a folder that is in no project', () => {
  put('glyphwatch.yaml', 'store: stranger.db');
  expect(readConfig({}, { cwd: join(cwd, 'photos'), env: {} }).hasSettings).toBe(false);
});

it('prefers command-line options to the settings file', () => {
  put('glyphwatch.yaml', 'store: here.db\nworkers: 3');
  const options = { store: 'there.db', workers: 1, annotate: 'found' };
  const config = readConfig(options, { cwd, env: {} });
  expect(storeOf(config)).toBe(join(cwd, 'there.db'));
  expect(config).toMatchObject({
    workers: 1,
    annotate: join(cwd, 'found'),
  });
  expect(readConfig({ store: false }, { cwd, env: {} }).store.settings()).toEqual({
    file: ':memory:',
  });
});

it('reports every mistake in the settings at once, and a missing file', () => {
  put('glyphwatch.yaml', 'stoer: x.db\nworkers: many\n');
  expect(() => readConfig({}, { cwd, env: {} })).toThrow(/glyphwatch\.yaml:1: stoer: .*"store"/);
  expect(() => readConfig({}, { cwd, env: {} })).toThrow(/glyphwatch\.yaml:2: workers: /);
  expect(() => readConfig({ config: 'no.yaml' }, { cwd, env: {} })).toThrow('cannot be read');
});

it('refuses a provider that does not run on this machine', () => {
  expect(() => readConfig({ store: 'dynamodb' }, { cwd, env: {} })).toThrow(
    '--store dynamodb runs only in the deployed function; here you can use sqlite, postgres',
  );
});
