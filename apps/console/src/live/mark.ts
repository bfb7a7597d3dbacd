import { signal } from '@preact/signals';

/** While images are scanned, marks change many times a second; screens ask again at most this often, in ms. */
const PAUSE = 500;

/** Changes whenever an answer of the server may differ; screens ask again when it does. */
export const mark = signal('');

let latest = '';
let waiting: ReturnType<typeof setTimeout> | undefined;

/** The server's mark as it was last heard. */
export function sawMark(seen: string): void {
  if (seen === latest) return;
  latest = seen;
  if (waiting) return;
  mark.value = seen;
  waiting = setTimeout(() => {
    waiting = undefined;
    if (latest !== seen) mark.value = latest;
  }, PAUSE);
}

let refreshes = 0;

/** Asks everything again, as after the network came back. */
export function refreshAll(): void {
  refreshes += 1;
  mark.value = `${latest} again ${refreshes}`;
}
