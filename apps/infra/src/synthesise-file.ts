import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp, type BuildAppOptions } from './build-app.ts';
import { functionCode } from './function-code/function-code.ts';
import type { SettingsFile } from './read-settings-file.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Writes the template and the assets for a settings file; needs the built function. Fails with `settings-invalid`. */
export function synthesiseFile(
  file: SettingsFile,
  options: Pick<BuildAppOptions, 'outdir' | 'extend'>,
): void {
  // With the npm packages of detectors that need some; the CDK copies it.
  const code = mkdtempSync(join(tmpdir(), 'glyphwatch-function-'));
  try {
    const bundlePath = functionCode(file.settings, {
      root: ROOT,
      services: join(ROOT, 'dist/apps/pipeline'),
      withPackages: join(ROOT, 'dist/apps/pipeline-with-packages'),
      folder: code,
    });
    buildApp({ ...file, bundlePath, ...options }).synth();
  } finally {
    rmSync(code, { recursive: true });
  }
}
