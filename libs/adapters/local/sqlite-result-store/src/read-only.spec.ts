import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOutText } from '@glyphwatch/domain';
import { failureOf, sampleUpload, unprivileged, withFolder } from '@glyphwatch/domain/contracts';
import { openDatabase, SqliteDetectionMemory, SqliteResultStore } from './index.ts';

const inFolder = (title: string, test: (path: string, folder: string) => Promise<void>) =>
  it(title, () => withFolder((folder) => test(join(folder, 'results.db'), folder)));

async function fill(path: string): Promise<void> {
  const database = openDatabase(path);
  await new SqliteDetectionMemory(database).keep('hash', 'engine', layOutText('KEEP OUT'));
  database.close();
}

async function read(path: string) {
  const database = openDatabase(path, { readOnly: true });
  try {
    return await new SqliteDetectionMemory(database).find('hash', 'engine');
  } finally {
    database.close();
  }
}

inFolder('reads without changing a byte', async (path, folder) => {
  await fill(path);
  const before = readFileSync(path);
  expect(await read(path)).toEqual(layOutText('KEEP OUT'));
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(folder)).toEqual(['results.db']);
});

inFolder('needs no permission to write', async (path, folder) => {
  await fill(path);
  chmodSync(path, 0o444);
  chmodSync(folder, 0o555);
  expect(await unprivileged(() => read(path))).toEqual(layOutText('KEEP OUT'));
});

inFolder('sees what another process has written a moment ago', async (path) => {
  await fill(path);
  const writer = openDatabase(path);
  await new SqliteDetectionMemory(writer).keep('hash', 'engine', layOutText('CLOSED'));
  expect(await read(path)).toEqual(layOutText('CLOSED'));
  writer.close();
});

inFolder('refuses to write', async (path) => {
  await fill(path);
  const database = openDatabase(path, { readOnly: true });
  const claim = { owner: 'me', now: 1, leaseUntil: 2 };
  const attempt = new SqliteResultStore(database).claim(sampleUpload(), claim);
  await failureOf(attempt, 'store-misconfigured');
  database.close();
});

inFolder('says that a file without results holds none', async (path) => {
  writeFileSync(path, '');
  const failure = await failureOf(read(path), 'store-missing');
  expect(failure.message).toBe(`No results at ${path}. Scan images first, or correct the path.`);
});
