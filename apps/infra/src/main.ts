import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { buildApp } from './build-app.ts';
import { readInfraSettings } from './settings.ts';

/** Another settings file, for a second pipeline. */
const path = resolve(
  process.env['GLYPHWATCH_SETTINGS'] ?? join(import.meta.dirname, '../settings.yaml'),
);
const root = join(import.meta.dirname, '../../..');

buildApp({
  settings: readInfraSettings(readFileSync(path, 'utf8'), relative(process.cwd(), path)),
  folder: dirname(path),
  bundlePath: join(root, 'dist/apps/pipeline'),
  // The CDK's command line sets its own.
  ...(process.env['CDK_OUTDIR'] ? {} : { outdir: join(root, 'dist/apps/infra/cdk.out') }),
}).synth();
