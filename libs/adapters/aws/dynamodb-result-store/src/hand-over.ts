import { GlyphwatchError } from '@glyphwatch/domain';
import { type FoundItem, isWhole } from './result-item.ts';
import type { ResultItems } from './result-items.ts';

/** Every lost race means that another process won it, and every won one moves many. */
const MAX_STEPS = 1000;

/** Moves what is left over to the outbox, in as few transactions as it takes. Returns what is stored then. */
export async function handedOver(
  items: ResultItems,
  stored: FoundItem | undefined,
): Promise<FoundItem | undefined> {
  let current = stored;
  for (let steps = 0; isWhole(current) && current.leftOver.length > 0; steps += 1) {
    if (steps === MAX_STEPS) throw tooManySteps(current.result.imageId);
    current = (await items.write(current, current, current.leftOver)).stored;
  }
  return current;
}

function tooManySteps(imageId: string): GlyphwatchError {
  return new GlyphwatchError(
    'store-unavailable',
    `Moving the deliveries of ${JSON.stringify(imageId)} to the outbox takes too long. Try again to continue.`,
  );
}
