import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isGlyphwatchError } from '@glyphwatch/domain';
import { buildApp } from './build-app.ts';
import { readSettingsFile, settingsPath } from './read-settings-file.ts';

const root = join(import.meta.dirname, '../../..');

const cdkOut = join(root, 'dist/apps/infra/cdk.out');
// The CDK's command line sets its own folder.
const isOwn = !process.env['CDK_OUTDIR'];
// Otherwise the assets of earlier runs would accumulate.
if (isOwn) rmSync(cdkOut, { recursive: true, force: true });

try {
  buildApp({
    ...readSettingsFile(settingsPath()),
    bundlePath: join(root, 'dist/apps/pipeline'),
    ...(isOwn ? { outdir: cdkOut } : {}),
  }).synth();
} catch (error) {
  if (!isGlyphwatchError(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
