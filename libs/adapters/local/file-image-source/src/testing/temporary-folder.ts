import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Runs `use` with a folder that is deleted afterwards. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await newFolder();
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function newFolder(): Promise<string> {
  return realpathSync(await mkdtemp(join(tmpdir(), 'glyphwatch-files-')));
}

/** Writes files with their folders; a name that ends with `/` is a folder. */
export function plant(folder: string, ...names: readonly string[]): void {
  for (const name of names) {
    const path = join(folder, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(path, name);
  }
}
