import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isGlyphwatchError } from '@glyphwatch/domain';
import { buildApp } from './build-app.ts';
import { functionCode } from './function-code/function-code.ts';
import { readSettingsFile, settingsPath } from './read-settings-file.ts';

const root = join(import.meta.dirname, '../../..');

const cdkOut = join(root, 'dist/apps/infra/cdk.out');
// The CDK's command line sets its own folder.
const isOwn = !process.env['CDK_OUTDIR'];
// Otherwise the assets of earlier runs would accumulate.
if (isOwn) rmSync(cdkOut, { recursive: true, force: true });
// With the npm packages of detectors that need some; the CDK copies it.
const code = mkdtempSync(join(tmpdir(), 'glyphwatch-function-'));

try {
  const file = readSettingsFile(settingsPath());
  const bundlePath = functionCode(file.settings, {
    root,
    services: join(root, 'dist/apps/pipeline'),
    withPackages: join(root, 'dist/apps/pipeline-with-packages'),
    folder: code,
  });
  buildApp({
    ...file,
    bundlePath,
    ...(isOwn ? { outdir: cdkOut } : {}),
  }).synth();
} catch (error) {
  if (!isGlyphwatchError(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(code, { recursive: true });
}
