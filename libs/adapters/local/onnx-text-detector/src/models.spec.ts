import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canLoadModels } from './models.ts';

it('knows without loading them whether the models and the library are there', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'models-'));
  expect(await canLoadModels()).toBe(true);
  expect(await canLoadModels(empty)).toBe(false);
  rmSync(empty, { recursive: true });
});
