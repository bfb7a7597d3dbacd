import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { openPidFile } from './pid-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('sees another live run on the same store, and none on another store', () => {
  const mine = openPidFile(join(folder, 'a.db'));
  const other = openPidFile(join(folder, 'a.db'), process.ppid);
  expect(mine.hasOtherRuns()).toBe(true);
  expect(openPidFile(join(folder, 'b.db')).hasOtherRuns()).toBe(false);
  other.remove();
  expect(mine.hasOtherRuns()).toBe(false);
});

it('writes nothing through a link in the place of its file', () => {
  writeFileSync(join(folder, 'letter'), 'dear');
  symlinkSync('letter', join(folder, `a.db.run-${process.pid}`));
  openPidFile(join(folder, 'a.db')).remove();
  expect(readFileSync(join(folder, 'letter'), 'utf8')).toBe('dear');
});

it('removes the file of a killed run', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(join(folder, `a.db.run-${pid}`), '');
  const mine = openPidFile(join(folder, 'a.db'));
  expect(readdirSync(folder)).toEqual([`a.db.run-${process.pid}`]);
  expect(mine.hasOtherRuns()).toBe(false);
  mine.remove();
  expect(readdirSync(folder)).toEqual([]);
});
