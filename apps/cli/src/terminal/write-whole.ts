import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';

/** What is written shows what images show, so it has the mode of the store. */
const OWNER_ONLY = 0o600;

/**
 * `work` writes to the path that it is given: beside the file, which is replaced once complete, so that nobody reads half of
 * it. A link stays a link, and a device or pipe is written to, never replaced. Only the owner may read the new file, and nobody
 * can put a link in its place beforehand: its name cannot be guessed, and it must not exist.
 */
export async function writeWhole(
  path: string,
  work: (unfinished: string) => Promise<void>,
): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile()) return work(path);
  const file = found ? await realpath(path) : path;
  const unfinished = `${file}.${randomUUID()}.tmp`;
  await (await open(unfinished, 'wx', OWNER_ONLY)).close();
  try {
    await work(unfinished);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
