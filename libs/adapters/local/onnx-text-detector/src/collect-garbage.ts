import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/**
 * Frees pixels that nobody needs any more. The collector sees small objects, not the megabytes behind them, and would
 * let 100 MB pile up before it looked; asked to look it takes milliseconds, and memory stays flat.
 */
export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}

/** Asks the collector each time this much was thrown away: often enough to stay flat, seldom enough to cost nothing. */
const LEAST_BYTES = 32_000_000;

/** Counts what was thrown away. */
export class PixelGarbage {
  #bytes = 0;

  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < LEAST_BYTES) return;
    this.#bytes = 0;
    collectGarbage();
  }
}
