import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '../../../..');
const BUILD = join(ROOT, 'apps/console/build.mjs');
const BUILT = join(ROOT, 'dist/apps/console');

interface Build {
  /** Builds what is stale. */
  readonly buildConsole: (outFolder: string) => Promise<void>;
}

/** The page by file name; empty where it was neither built nor can be. */
export async function pageFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  if (existsSync(BUILD)) {
    const { buildConsole }: Build = await import(pathToFileURL(BUILD).href);
    await buildConsole(BUILT);
  }
  if (!existsSync(BUILT)) return new Map();
  const files = readdirSync(BUILT, { withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(files.map(({ name }) => [name, readFileSync(join(BUILT, name))]));
}
