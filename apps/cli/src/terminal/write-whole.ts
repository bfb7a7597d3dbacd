import { realpath, rename, rm, stat } from 'node:fs/promises';

/**
 * `work` writes to the path that it is given: beside the file, which is replaced once complete, so that nobody reads half of
 * it. A link stays a link, and a device or pipe is written to, never replaced.
 */
export async function writeWhole(
  path: string,
  work: (unfinished: string) => Promise<void>,
): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile()) return work(path);
  const file = found ? await realpath(path) : path;
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await work(unfinished);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
