import { join } from 'node:path';
import { readInfraSettings } from '../settings.ts';
import { synthesiseFile } from '../synthesise-file.ts';
import { addProbe } from './probe.ts';

/** With the rules for the sample images. */
const SAMPLES = join(import.meta.dirname, '../../../cli/samples');

/** Nobody is subscribed, nothing is kept, and every name differs from those of a real pipeline. */
function settingsFor(name: string): string {
  return JSON.stringify({
    stack: name,
    bucket: { name },
    rules: { file: 'watchlist.yaml' },
    telling: { tell: 'each' },
    retention: { logDays: 1 },
    keepData: false,
    names: {
      metadataTable: name,
      matchesTable: `${name}-matches`,
      deliveriesTable: `${name}-deliveries`,
      alertsTable: `${name}-alerts`,
      topic: name,
      function: name,
      bus: name,
    },
  });
}

/** The template of a pipeline under a throw-away name, with a probe. Needs the built function. */
export function synthesiseSmoke(name: string, outdir: string): void {
  const settings = readInfraSettings(settingsFor(name), 'the smoke test’s settings');
  synthesiseFile({ settings, folder: SAMPLES }, { outdir, extend: addProbe });
}
