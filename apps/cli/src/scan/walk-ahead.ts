import { Readable } from 'node:stream';
import type { Target } from './scan-run.ts';

/** So that memory stays bounded; the total of a larger folder is known later. */
const MOST_AHEAD = 50_000;

/**
 * The same targets in the same order, found while earlier ones are scanned. `onTotal` is told how many of them are images
 * once all are found.
 */
export function walkAhead(
  targets: AsyncIterable<Target>,
  onTotal: (images: number) => void,
  mostAhead = MOST_AHEAD,
): AsyncIterable<Target> {
  return Readable.from(counted(targets, onTotal), { highWaterMark: mostAhead });
}

async function* counted(
  targets: AsyncIterable<Target>,
  onTotal: (images: number) => void,
): AsyncGenerator<Target> {
  let images = 0;
  for await (const target of targets) {
    if (!('passedOver' in target)) images += 1;
    yield target;
  }
  onTotal(images);
}
