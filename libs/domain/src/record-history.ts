import { combineFailures, hasErrorCode } from './errors.ts';
import type { ResultStore } from './ports.ts';
import type { Result } from './result.ts';

type Unrecorded = Pick<Result, 'imageId' | 'unrecorded'>;

/** Adds to the history what a result found, and clears it there. Can be repeated. */
export async function recordHistory(
  store: Pick<ResultStore, 'recordMatches' | 'clear'>,
  result: Unrecorded,
): Promise<void> {
  if (result.unrecorded.length > 0) await recordAndClear(store, result);
}

async function recordAndClear(
  store: Pick<ResultStore, 'recordMatches' | 'clear'>,
  { imageId, unrecorded }: Unrecorded,
): Promise<void> {
  await store.recordMatches(imageId, unrecorded);
  await store.clear(
    imageId,
    unrecorded.map(({ id }) => id),
  );
}

const BATCH = 100;
/** The most that a store lists. */
const MOST_LISTED = 1000;

/**
 * Records what crashes left unrecorded since before `before`, milliseconds since 1970. Resolves to how many images it
 * recorded. Goes on after an image that cannot be recorded, and fails with all such failures in the end; at once if the store
 * does not answer.
 */
export async function recordUnrecorded(
  store: Pick<ResultStore, 'recordMatches' | 'clear' | 'listUnrecorded'>,
  before: number,
  signal?: { readonly aborted: boolean },
): Promise<number> {
  let recorded = 0;
  const failures = new Map<string, unknown>();
  for (;;) {
    // Those that failed are listed again.
    const limit = Math.min(BATCH + failures.size, MOST_LISTED);
    const listed = await store.listUnrecorded(before, limit);
    const batch = listed.filter(({ imageId }) => !failures.has(imageId));
    for (const result of batch) {
      if (signal?.aborted) return recorded;
      try {
        await recordAndClear(store, result);
        recorded += 1;
      } catch (error) {
        if (hasErrorCode(error, 'store-unavailable')) throw error;
        failures.set(result.imageId, error);
      }
    }
    if (batch.length === 0 || listed.length < limit) break;
  }
  if (failures.size > 0) throw combineFailures([...failures.values()]);
  return recorded;
}
