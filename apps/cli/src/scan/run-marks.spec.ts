import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { markRun } from './run-marks.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('sees another run on the same store while it lives, and not on another store', () => {
  const mine = markRun(join(folder, 'a.db'));
  const other = markRun(join(folder, 'a.db'), process.ppid);
  expect(mine.othersRun()).toBe(true);
  expect(markRun(join(folder, 'b.db')).othersRun()).toBe(false);
  other.remove();
  expect(mine.othersRun()).toBe(false);
});

it('forgets a run that was killed', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(join(folder, `a.db.run-${pid}`), '');
  const mine = markRun(join(folder, 'a.db'));
  expect(mine.othersRun()).toBe(false);
  mine.remove();
  expect(readdirSync(folder)).toEqual([]);
});
