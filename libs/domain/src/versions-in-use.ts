import { heldVersions } from './held-versions.ts';
import type { ResultStore, ResultWithoutText } from './ports.ts';
import { PURGED } from './result-steps.ts';

/**
 * Contents that an image with a text has, or had when a rule that is held matched it; on a laptop, the version of an image is
 * the hash of its content. What is remembered of others belongs to files that have changed or are gone. `doomed` images
 * have none.
 */
export async function versionsInUse(
  store: Pick<ResultStore, 'list' | 'find' | 'holds' | 'listMatches'>,
  doomed: ReadonlySet<string> = new Set(),
): Promise<ReadonlySet<string>> {
  const versions = new Set(await heldVersions(store));
  // Wants none of them, so that no text is read.
  const where = ({ imageId, version, status, reason }: ResultWithoutText): boolean => {
    const isEmpty = status === 'GONE' || reason === PURGED;
    if (!isEmpty && !doomed.has(imageId)) versions.add(version);
    return false;
  };
  await store.list({ limit: 1, where });
  return versions;
}
