import { realpathSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs `use` with a folder that is deleted afterwards. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await newFolder();
  try {
    await use(folder);
  } finally {
    await deleteFolder(folder);
  }
}

export async function newFolder(): Promise<string> {
  return realpathSync(await mkdtemp(join(tmpdir(), 'glyphwatch-')));
}

/** Also one that was made read-only. */
export async function deleteFolder(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true, force: true });
}
