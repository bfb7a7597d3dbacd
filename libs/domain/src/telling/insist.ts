import { hasErrorCode } from '../errors.ts';
import type { TellingParts } from './parts.ts';

/** What was told and is not recorded would be told again, so a store that fails is asked again for so long. */
const INSIST_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

/** Repeats `work` while the store is unavailable. It must be harmless to repeat. */
export async function insist<T>(
  { clock, pause }: Pick<TellingParts, 'clock' | 'pause'>,
  work: () => Promise<T>,
): Promise<T> {
  const since = clock();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      const isOver = clock() - since > INSIST_MS;
      if (isOver || !hasErrorCode(error, 'store-unavailable')) throw error;
    }
    await pause(pauseMs);
  }
}
