import { signal, type Signal } from '@preact/signals';

/** While images are scanned, marks change many times a second; screens ask again at most this often, in ms. */
const PAUSE = 500;
/** Sums over everything cost the server more than a page of cells. */
const LONG_PAUSE = 10_000;

/** Changes whenever an answer of the server may differ; screens ask again when it does. */
export const mark = signal('');
/** The same with longer pauses, for what takes the server long. */
export const slowMark = signal('');

let latest = '';
let refreshes = 0;
const resting = new Set<Signal<string>>();

/** The server's mark as it was last heard. */
export function sawMark(seen: string): void {
  if (seen === latest) return;
  latest = seen;
  pass(mark, PAUSE);
  pass(slowMark, LONG_PAUSE);
}

/** Asks everything again, as after the network came back. */
export function refreshAll(): void {
  refreshes += 1;
  mark.value = now();
  slowMark.value = now();
}

const now = () => `${latest} ${refreshes}`;

/** At once, and what comes in the pause after it, once it is over. */
function pass(to: Signal<string>, pause: number): void {
  if (resting.has(to)) return;
  to.value = now();
  resting.add(to);
  setTimeout(() => {
    resting.delete(to);
    if (to.peek() !== now()) pass(to, pause);
  }, pause);
}
