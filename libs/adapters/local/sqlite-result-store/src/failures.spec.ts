import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { layOutText } from '@glyphwatch/domain';
import { failureOf, sampleUpload, unprivileged, withFolder } from '@glyphwatch/domain/contracts';
import { openDatabase, SqliteDetectionMemory, SqliteResultStore } from './index.ts';

const DETECTION = layOutText('KEEP OUT');
const CLAIM = { owner: 'me', now: 1, leaseUntil: 2 };

/** The error message of the first write to this path. */
async function firstWrite(path: string, code: 'store-misconfigured' | 'store-unavailable') {
  const database = openDatabase(path);
  const attempt = new SqliteResultStore(database).claim(sampleUpload(), CLAIM);
  const failure = await failureOf(attempt, code);
  database.close();
  expect(failure.cause).toBeDefined();
  return failure.message;
}

const inFolder = (title: string, test: (path: string, folder: string) => Promise<void>) =>
  it(title, () => withFolder((folder) => test(join(folder, 'results.db'), folder)));

inFolder('reports a path that is a folder', async (_path, folder) => {
  expect(await firstWrite(folder, 'store-misconfigured')).toMatch(/is a folder. Name a file in it/);
});

inFolder('reports a path through a file', async (path) => {
  writeFileSync(path, '');
  const below = join(path, 'results.db');
  expect(await firstWrite(below, 'store-misconfigured')).toMatch(/Name another file/);
});

inFolder('reports a path with a loop of links', async (path) => {
  symlinkSync(path, path);
  expect(await firstWrite(path, 'store-misconfigured')).toMatch(/cannot be opened/);
});

inFolder('reports a file that is not a database and leaves it unchanged', async (path) => {
  const text = 'my holiday diary, line after line\n'.repeat(500);
  writeFileSync(path, text);
  expect(await firstWrite(path, 'store-misconfigured')).toMatch(/Move it aside/);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

inFolder('reports a damaged page', async (path) => {
  const database = openDatabase(path);
  const memory = new SqliteDetectionMemory(database);
  for (let hash = 0; hash < 200; hash += 1) await memory.keep(`${hash}`, 'engine', DETECTION);
  database.close();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xa5, 4096));
  expect(await firstWrite(path, 'store-misconfigured')).toMatch(/damaged/);
});

inFolder('reads a content again if what was remembered of it is damaged', async (path) => {
  const database = openDatabase(path);
  await new SqliteDetectionMemory(database).keep('hash', 'engine', DETECTION);
  database.write((prepare) => prepare("UPDATE detections SET detection = x'c0ffee'").run());
  const memory = new SqliteDetectionMemory(database);
  expect(await memory.find('hash', 'engine')).toBeUndefined();
  await memory.keep('hash', 'engine', DETECTION);
  expect(await memory.find('hash', 'engine')).toEqual(DETECTION);
  database.close();
});

inFolder('leaves the database of another program untouched', async (path) => {
  const other = new DatabaseSync(path);
  other.exec('CREATE TABLE bookmarks (url)');
  other.close();
  const before = readFileSync(path);
  const database = openDatabase(path);
  expect(() => database.open()).toThrow(/database of another program. Name another file/);
  database.close();
  expect(readFileSync(path).equals(before)).toBe(true);
});

inFolder('reports a read-only file', async (path, folder) => {
  openDatabase(path).open();
  chmodSync(folder, 0o555);
  chmodSync(path, 0o444);
  const message = await unprivileged(() => firstWrite(path, 'store-misconfigured'));
  expect(message).toMatch(/is not writable. Allow writing/);
});

inFolder('reports a read-only folder', async (path, folder) => {
  chmodSync(folder, 0o555);
  const message = await unprivileged(() => firstWrite(path, 'store-misconfigured'));
  expect(message).toMatch(/is not writable/);
});

inFolder('reports a full disk, keeps its data and continues once there is space', async (path) => {
  const database = openDatabase(path);
  const memory = new SqliteDetectionMemory(database);
  await memory.keep('before', 'engine', DETECTION);
  const limit = (pages: number) =>
    database.read((prepare) => prepare(`PRAGMA max_page_count = ${pages}`).get());
  limit(1);
  const fill = async () => {
    for (let hash = 0; ; hash += 1) await memory.keep(`${hash}`, 'engine', DETECTION);
  };
  expect((await failureOf(fill(), 'store-unavailable')).message).toMatch(/full. Free some space/);
  expect(await memory.find('before', 'engine')).toEqual(DETECTION);
  limit(1_000_000);
  await memory.keep('after', 'engine', DETECTION);
  expect(await memory.find('after', 'engine')).toEqual(DETECTION);
  database.close();
});

inFolder('recovers from a write that the system cut short', async (path) => {
  const worker = join(__dirname, 'testing', 'worker.ts');
  const limited = `ulimit -f 1000; trap '' XFSZ; exec "$0" "$@"`;
  const task = [worker, 'until-killed', path, 'limited'];
  const { stdout, stderr } = spawnSync('sh', ['-c', limited, process.execPath, ...task], {
    input: 'start\n',
  });
  expect(String(stderr)).toMatch(/GlyphwatchError.*could not be read or written. Check the disk/);
  const committed = String(stdout).trim().split('\n').slice(1);
  expect(committed.length).toBeGreaterThan(0);
  const database = openDatabase(path);
  const store = new SqliteResultStore(database);
  for (const key of committed)
    expect(await store.find(`crowd/${key}`)).toMatchObject({ status: 'NO_MATCH' });
  database.close();
});

inFolder(
  'waits for another process that is writing, then reports that the file is locked',
  async (path) => {
    const database = openDatabase(path, { busyTimeoutMs: 1 });
    database.open();
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const store = new SqliteResultStore(database);
    const { message } = await failureOf(store.claim(sampleUpload(), CLAIM), 'store-unavailable');
    expect(message).toMatch(/is locked by another process/);
    expect(await store.find('unknown')).toBeUndefined();
    other.exec('ROLLBACK');
    expect(await store.claim(sampleUpload(), CLAIM)).toEqual({ kind: 'claimed' });
    other.close();
    database.close();
  },
);

inFolder('tries to open the file again after a failure', async (path) => {
  const database = openDatabase(path, { busyTimeoutMs: 1 });
  const other = new DatabaseSync(path);
  other.exec('BEGIN EXCLUSIVE');
  expect(() => database.open()).toThrow(/is locked/);
  other.close();
  database.open();
  expect(database.read((prepare) => prepare('PRAGMA journal_mode').get())).toEqual({
    journal_mode: 'wal',
  });
  database.close();
});

inFolder('fails after it was closed, and can be closed twice', async (path) => {
  const database = openDatabase(path);
  database.open();
  database.close();
  database.close();
  const { message } = await failureOf(
    new SqliteResultStore(database).find('x'),
    'store-unavailable',
  );
  expect(message).toMatch(/closed/);
});

inFolder(
  'creates missing folders, and files that only their owner can read',
  async (_path, folder) => {
    const path = join(folder, 'new', 'folder', 'results.db');
    const database = openDatabase(path);
    await new SqliteDetectionMemory(database).keep('hash', 'engine', DETECTION);
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(modeOf(file)).toBe(0o600);
    expect(modeOf(join(folder, 'new'))).toBe(0o700);
    database.close();
  },
);

it('discards a database in memory when it is closed', async () => {
  const database = openDatabase(':memory:');
  await new SqliteDetectionMemory(database).keep('hash', 'engine', DETECTION);
  expect(await new SqliteDetectionMemory(database).find('hash', 'engine')).toEqual(DETECTION);
  database.close();
});

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}
