import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from './build-app.ts';
import { readSettingsFile, settingsPath } from './read-settings-file.ts';

const root = join(import.meta.dirname, '../../..');

const cdkOut = join(root, 'dist/apps/infra/cdk.out');
// The CDK's command line sets its own.
const isOwn = !process.env['CDK_OUTDIR'];
// Assets of earlier runs would stay for ever.
if (isOwn) rmSync(cdkOut, { recursive: true, force: true });

buildApp({
  ...readSettingsFile(settingsPath()),
  bundlePath: join(root, 'dist/apps/pipeline'),
  ...(isOwn ? { outdir: cdkOut } : {}),
}).synth();
