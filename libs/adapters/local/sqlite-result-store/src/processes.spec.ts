import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ResultQuery, type ResultStore, TELL } from '@glyphwatch/domain';
import { withFolder } from '@glyphwatch/domain/contracts';
import { openDatabase, SqliteDeliveries, SqliteResultStore } from './index.ts';
import { writeFirstSchema } from './testing/first-schema.ts';
import { Worker } from './testing/processes.ts';

const IMAGES = 60;
const TOLD = 40;
const ROUNDS = ['a', 'b', 'c', 'd', 'e'];
const KILLED = 2 * ROUNDS.length;

// Starts many Node processes.
jest.setTimeout(60_000);

async function allStarted(workers: readonly Worker[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.said(1)));
  workers.forEach((worker) => worker.start());
}

/** Problems that SQLite's own integrity checks find. */
function damagesOf(path: string): unknown[] {
  const connection = new DatabaseSync(path);
  const checks = [
    connection.prepare('PRAGMA integrity_check').all(),
    connection.prepare('PRAGMA foreign_key_check').all(),
  ];
  connection.exec("INSERT INTO result_text (result_text) VALUES ('integrity-check')");
  connection.exec("INSERT INTO result_fragments (result_fragments) VALUES ('integrity-check')");
  connection.close();
  return checks.flat().filter(({ integrity_check: answer }) => answer !== 'ok');
}

it('lets several processes share images, each processed by exactly one', async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'results.db');
    const owners = ['a', 'b', 'c', 'd'];
    const workers = owners.map((owner) => new Worker('claim-all', path, owner, String(IMAGES)));
    await allStarted(workers);
    const complaints = await Promise.all(workers.map((worker) => worker.complaints()));
    expect(complaints.join('')).toBe('');
    const claimed = workers.flatMap(({ lines }) => lines.slice(1)).map(Number);
    expect(claimed.sort((a, b) => a - b)).toEqual([...Array(IMAGES).keys()]);
    const database = openDatabase(path);
    const { items } = await new SqliteResultStore(database).list({ text: 'keep out', limit: 1000 });
    expect(items).toHaveLength(IMAGES);
    expect(items.every(({ attempts }) => attempts === 1)).toBe(true);
    database.close();
    expect(damagesOf(path)).toEqual([]);
  });
});

it('keeps everything that was committed before kill -9, and no partial writes', async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'results.db');
    const committed: string[] = [];
    for (const round of ROUNDS) {
      const workers = [`${round}1`, `${round}2`].map(
        (owner) => new Worker('until-killed', path, owner),
      );
      await allStarted(workers);
      await Promise.all(workers.map((worker) => worker.said(12).then(() => worker.kill())));
      committed.push(...workers.flatMap(({ lines }) => lines.slice(1)));
    }
    expect(damagesOf(path)).toEqual([]);
    await expectWhole(path, committed);
  });
});

async function expectWhole(path: string, committed: readonly string[]): Promise<void> {
  const database = openDatabase(path);
  const store = new SqliteResultStore(database);
  for (const key of committed) {
    const result = await store.find(`crowd/${key}`);
    expect(result?.detection?.lines.map(({ text }) => text)).toEqual([`KEEP OUT ${key}`]);
    expect(result?.status).toBe('NO_MATCH');
  }
  // A process may be killed after a commit but before it reports it, so there may be one more per process, never fewer.
  const concluded = await keysOf(store, { status: 'NO_MATCH' });
  expect(await keysOf(store, { status: 'NO_MATCH', text: 'keep' })).toEqual(concluded);
  expect(concluded).toEqual(expect.arrayContaining([...committed]));
  expect(concluded.length).toBeLessThanOrEqual(committed.length + KILLED);
  database.close();
}

async function keysOf(store: ResultStore, query: Partial<ResultQuery>): Promise<string[]> {
  const keys: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await store.list({ ...query, limit: 1000, ...(cursor ? { cursor } : {}) });
    keys.push(...page.items.map(({ address }) => address.key));
    cursor = page.cursor;
    if (cursor === undefined) return keys.sort();
  }
}

it('rolls back the transaction of a killed process and releases its lock', async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'results.db');
    const first = new Worker('claim-all', path, 'first', '3');
    await allStarted([first]);
    await first.complaints();
    const victim = new Worker('half-way', path, 'victim');
    await allStarted([victim]);
    await victim.said(2);
    await victim.kill();
    const successor = new Worker('claim-all', path, 'successor', '4');
    await allStarted([successor]);
    expect(await successor.complaints()).toBe('');
    expect(successor.lines).toEqual(['ready', '3']);
  });
});

it('goes on with the upgrade of an older file where a killed process left it', async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'results.db');
    writeFirstSchema(path, 3_000);
    const victim = new Worker('upgrade', path);
    await allStarted([victim]);
    await victim.said(2);
    await victim.kill();
    const done = Number(victim.lines.at(-1));
    const left: number[] = [];
    const database = openDatabase(path, { onUpgrade: ({ total }) => left.push(total) });
    database.open();
    expect(left[0]).toBeLessThanOrEqual(3_000 - done);
    expect(left[0]).toBeGreaterThan(0);
    const store = new SqliteResultStore(database);
    expect(await keysOf(store, { fragments: ['authori'] })).toHaveLength(3_000);
    expect(await keysOf(store, { fragments: ['hunter2'] })).toEqual([]);
    database.close();
    expect(damagesOf(path)).toEqual([]);
  });
});

it('lets two processes upgrade an older file at the same time', async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'results.db');
    writeFirstSchema(path, 2_000);
    const workers = [new Worker('upgrade', path), new Worker('upgrade', path)];
    await allStarted(workers);
    const complaints = await Promise.all(workers.map((worker) => worker.complaints()));
    expect(complaints.join('')).toBe('');
    const database = openDatabase(path);
    const store = new SqliteResultStore(database);
    expect(await keysOf(store, { fragments: ['authori'] })).toHaveLength(2_000);
    database.close();
    expect(damagesOf(path)).toEqual([]);
  });
});

it('tells each delivery once, whichever of several processes adds and tells', async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'results.db');
    const owners = ['a', 'b', 'c'];
    const workers = owners.map((owner) => new Worker('tell', path, owner, String(TOLD)));
    await allStarted(workers);
    const complaints = await Promise.all(workers.map((worker) => worker.complaints()));
    expect(complaints.join('')).toBe('');
    const messages = workers
      .flatMap(({ lines }) => lines.slice(1))
      .map((line) => line.split(/ (?=\d+$)/));
    expect(new Set(messages.map(([id]) => id)).size).toBe(messages.length);
    for (const channel of TELL) {
      const counts = messages
        .filter(([id]) => id?.startsWith(channel))
        .map(([, count]) => Number(count));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(owners.length * TOLD);
    }
    const database = openDatabase(path);
    const deliveries = new SqliteDeliveries(database);
    const { items } = await deliveries.list({ state: 'told', limit: 1000 });
    expect(items).toHaveLength(TELL.length * owners.length * TOLD);
    const ids = new Set(items.map(({ channel, message }) => `${channel} ${message}`));
    expect(ids).toEqual(new Set(messages.map(([id]) => id)));
    database.close();
    expect(damagesOf(path)).toEqual([]);
  });
});

it('loses nothing that waited when upgrades of an older file are killed and run at once', async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'results.db');
    const images = 2_000;
    writeFirstSchema(path, images, images);
    const victim = new Worker('upgrade', path);
    await allStarted([victim]);
    // Some steps for the index, and two of those that move what waits.
    await victim.said(1 + Math.ceil(images / 500) + 2);
    await victim.kill();
    const workers = [new Worker('upgrade', path), new Worker('upgrade', path)];
    await allStarted(workers);
    const complaints = await Promise.all(workers.map((worker) => worker.complaints()));
    expect(complaints.join('')).toBe('');
    const database = openDatabase(path);
    const deliveries = new SqliteDeliveries(database);
    for (const channel of ['mail', 'chat']) {
      const { due } = await deliveries.look(channel);
      const ids = Array.from({ length: images }, (_, image) => `${image} ${channel}`);
      expect(due.map(({ id }) => id).sort()).toEqual(ids.sort());
    }
    database.close();
    expect(damagesOf(path)).toEqual([]);
  });
});
