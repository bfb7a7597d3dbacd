import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp, type BuildAppOptions } from './build-app.ts';
import { consoleCode, functionCode } from './function-code/function-code.ts';
import type { SettingsFile } from './read-settings-file.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Writes the template and the assets for a settings file; needs the built function. Fails with `settings-invalid`. */
export function synthesiseFile(
  file: SettingsFile,
  options: Pick<BuildAppOptions, 'outdir' | 'extend'>,
): void {
  const { settings } = file;
  // With the npm packages that they need; the CDK copies them.
  const code = mkdtempSync(join(tmpdir(), 'glyphwatch-function-'));
  const folderOf = (name: string): string => {
    const folder = join(code, name);
    mkdirSync(folder);
    return folder;
  };
  try {
    const bundlePath = functionCode(settings, {
      root: ROOT,
      services: join(ROOT, 'dist/apps/pipeline'),
      withPackages: join(ROOT, 'dist/apps/pipeline-with-packages'),
      folder: folderOf('scan'),
    });
    const consolePath = settings.console.enabled
      ? consoleCode(settings, {
          root: ROOT,
          code: join(ROOT, 'dist/apps/pipeline-console'),
          folder: folderOf('console'),
        })
      : undefined;
    buildApp({ ...file, bundlePath, consolePath, ...options }).synth();
  } finally {
    rmSync(code, { recursive: true });
  }
}
