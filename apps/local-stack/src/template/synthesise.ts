import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const MAIN = join(import.meta.dirname, '../../../infra/src/main.ts');

/** Runs the infra app with these settings; needs the built function. Resolves to the folder with the template. */
export async function synthesise(settings: string, cdkOut: string): Promise<string> {
  const env = { ...process.env, GLYPHWATCH_SETTINGS: settings, CDK_OUTDIR: cdkOut };
  await promisify(execFile)(process.execPath, [MAIN], { env });
  return cdkOut;
}
