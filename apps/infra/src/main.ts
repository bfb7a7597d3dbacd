import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isGlyphwatchError } from '@glyphwatch/domain';
import { readSettingsFile, settingsPath } from './read-settings-file.ts';
import { synthesiseFile } from './synthesise-file.ts';

const cdkOut = join(import.meta.dirname, '../../../dist/apps/infra/cdk.out');
// The CDK's command line sets its own folder.
const isOwn = !process.env['CDK_OUTDIR'];
// Otherwise the assets of earlier runs would accumulate.
if (isOwn) rmSync(cdkOut, { recursive: true, force: true });

try {
  synthesiseFile(readSettingsFile(settingsPath()), isOwn ? { outdir: cdkOut } : {});
} catch (error) {
  if (!isGlyphwatchError(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
