import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Ran } from './deployed.ts';

const COMMAND = join(import.meta.dirname, '../../../cli/bin/glyphwatch.js');

/** Runs `glyphwatch aws` with these arguments against a stack. */
export function runGlyphwatch(
  stack: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<Ran> {
  return new Promise((resolve) => {
    const all = [COMMAND, 'aws', ...args, '--stack', stack];
    const child = execFile(process.execPath, all, { env }, (_, out, err) =>
      resolve({ status: child.exitCode ?? 1, out, err }),
    );
    child.stdin?.end();
  });
}
