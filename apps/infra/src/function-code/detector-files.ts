import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The build's list of the code that only one detector needs. */
export const DETECTOR_FILES = 'detectors.json';

/** By detector, the files that only it loads. */
export function detectorFiles(bundlePath: string): Readonly<Record<string, readonly string[]>> {
  return JSON.parse(readFileSync(join(bundlePath, DETECTOR_FILES), 'utf8'));
}
