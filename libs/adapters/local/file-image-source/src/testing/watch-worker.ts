import { writeSync } from 'node:fs';
import type { FoundFile } from '../found-file.ts';
import { watchFolder } from '../watch-folder.ts';

/*
 * Watches a folder in its own process, without root's rights, until its stdin ends:
 *   watch-worker.ts FOLDER SETTLE_MS POLL_MS
 * POLL_MS 0: as the system reports changes.
 * Each line on stdout is a path, a removal or a problem. A process, because Error in Jest's sandbox is not Node's Error,
 * which makes chokidar fail when a file vanishes.
 */
const [, , folder = '', settleMs = '', pollMs = '0'] = process.argv;
const NOBODY = 65_534;
if (process.geteuid?.() === 0) process.seteuid?.(NOBODY);

const say = (line: string): unknown => writeSync(1, `${line}\n`);
const abort = new AbortController();
process.stdin.on('end', () => abort.abort()).resume();

const found = watchFolder(folder, {
  signal: abort.signal,
  settleMs: Number(settleMs),
  ...(pollMs === '0' ? {} : { pollMs: Number(pollMs) }),
  onTrouble: ({ kind }) => say(kind),
});
const nameOf = ({ path }: FoundFile): string => path.slice(folder.length + 1);
for await (const file of found) {
  if ('passedOver' in file) say(`passed over ${file.kind}`);
  else say('removed' in file ? `removed ${nameOf(file.removed)}` : nameOf(file));
}
say('ended');
