import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { TextDetection } from '@glyphwatch/domain';
import { parseDetections } from '../watchlist/detections.ts';

const COMMAND = join(import.meta.dirname, '../../../apps/cli/bin/glyphwatch.js');
const LONGEST_OUTPUT = 1024 * 1024 * 1024;

/** What the real command reads in the images of a folder. Images that it cannot read are left out, as it says itself. */
export function scan(
  folder: string,
): readonly { readonly image: string; readonly detection: TextDetection }[] {
  const { stdout, status } = spawnSync(
    process.execPath,
    [COMMAND, 'scan', folder, '--no-rules', '--no-store', '--format', 'jsonl'],
    { encoding: 'utf8', maxBuffer: LONGEST_OUTPUT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const read = parseDetections(stdout);
  // 3: some images could not be read.
  if ((status !== 0 && status !== 3) || read.length === 0) {
    throw new Error(`glyphwatch scan exited with code ${status} after ${read.length} images`);
  }
  return read;
}
