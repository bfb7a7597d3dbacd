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

/**
 * Records what crashes left unrecorded since before `before`, milliseconds since 1970. Resolves to how many images it
 * recorded.
 */
export async function recordUnrecorded(
  store: Pick<ResultStore, 'recordMatches' | 'clear' | 'listUnrecorded'>,
  before: number,
  signal?: { readonly aborted: boolean },
): Promise<number> {
  let recorded = 0;
  for (;;) {
    const batch = await store.listUnrecorded(before, BATCH);
    for (const result of batch) {
      if (signal?.aborted) return recorded;
      await recordAndClear(store, result);
      recorded += 1;
    }
    if (batch.length < BATCH) return recorded;
  }
}
