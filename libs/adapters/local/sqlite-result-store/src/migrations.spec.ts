import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { layOutText } from '@glyphwatch/domain';
import { hasErrorCode } from '@glyphwatch/domain';
import { withFolder } from '@glyphwatch/domain/contracts';
import { openDatabase, SqliteDetectionMemory } from './index.ts';
import { migrate, NEWEST_SCHEMA } from './migrations.ts';

const inFolder = (title: string, test: (path: string) => Promise<void>) =>
  it(title, () => withFolder((folder) => test(join(folder, 'results.db'))));

const STEPS = ['CREATE TABLE a (x)', 'CREATE TABLE b (x)', 'INSERT INTO a VALUES (3)'];

function tablesOf(connection: DatabaseSync): unknown[] {
  return connection
    .prepare('SELECT name FROM sqlite_schema')
    .all()
    .map(({ name }) => name);
}

it('runs only the migrations that are missing', () => {
  const connection = new DatabaseSync(':memory:');
  migrate(connection, (work) => work(), { migrations: STEPS.slice(0, 1) });
  expect(tablesOf(connection)).toEqual(['a']);
  migrate(connection, (work) => work(), { migrations: STEPS });
  migrate(connection, (work) => work(), { migrations: STEPS });
  expect(tablesOf(connection)).toEqual(['a', 'b']);
  expect(connection.prepare('SELECT x FROM a').all()).toEqual([{ x: 3 }]);
  connection.close();
});

inFolder('rejects a database of a newer version and says what to do', async (path) => {
  const connection = openDatabase(path);
  connection.write((prepare) => prepare(`PRAGMA user_version = ${NEWEST_SCHEMA + 1}`).get());
  connection.close();
  const newer = openDatabase(path);
  const refusal = thrownBy(() => newer.open());
  expect(hasErrorCode(refusal, 'store-misconfigured')).toBe(true);
  expect(String(refusal)).toMatch(/newer Glyphwatch .* Update Glyphwatch, or name another file/);
  newer.close();
});

inFolder('opens a database of its own version without changing it', async (path) => {
  const first = openDatabase(path);
  await new SqliteDetectionMemory(first).keep('hash', 'engine', layOutText('KEEP OUT'));
  first.close();
  const second = openDatabase(path);
  expect(await new SqliteDetectionMemory(second).find('hash', 'engine')).toEqual(
    layOutText('KEEP OUT'),
  );
  expect(second.read((prepare) => prepare('PRAGMA user_version').get())).toEqual({
    user_version: NEWEST_SCHEMA,
  });
  second.close();
});

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
