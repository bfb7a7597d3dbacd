import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFile } from './check-file.ts';
import { Database } from './database.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('creates nothing where there is nothing yet', () => {
  const file = join(folder, 'deep/down/results.db');
  expect(checkFile(file)).toMatchObject([
    { state: 'ok', message: `the first scan creates ${file}` },
  ]);
  expect(existsSync(join(folder, 'deep'))).toBe(false);
});

it('finds a store in order', () => {
  const file = join(folder, 'results.db');
  const database = new Database(file);
  database.open();
  database.close();
  expect(checkFile(file)).toMatchObject([
    { state: 'ok', message: `${file} is readable and writable` },
  ]);
});

it('leaves a file alone that is no database, and says so', () => {
  const file = join(folder, 'results.db');
  const text =
    'this is not a database, but long enough for the header of one, which has 100 bytes'.repeat(3);
  writeFileSync(file, text);
  expect(checkFile(file)).toMatchObject([
    { state: 'problem', message: expect.stringContaining('is damaged or not a database') },
  ]);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

it('says that a file stands where a folder should', () => {
  writeFileSync(join(folder, 'taken'), '');
  expect(checkFile(join(folder, 'taken/results.db'))).toMatchObject([
    { state: 'problem', message: expect.stringContaining('cannot be created') },
  ]);
});
