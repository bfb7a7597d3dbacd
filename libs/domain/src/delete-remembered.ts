import type { Deletion, DeletionOutcome, DetectionMemory, ResultStore } from './ports.ts';
import type { Result } from './result.ts';

/**
 * Deletes or purges what is stored about an image, and what is remembered of its content: on a laptop, the version of an image is
 * the hash of its content.
 */
export async function deleteRemembered(
  { imageId, version }: Pick<Result, 'imageId' | 'version'>,
  deletion: Deletion,
  store: Pick<ResultStore, 'delete' | 'heldBy'>,
  detections?: Pick<DetectionMemory, 'forget'>,
): Promise<DeletionOutcome> {
  if (detections) {
    if ((await store.heldBy(imageId)).length > 0) return 'held';
    // First, because a repeat finds only what still has its text.
    await detections.forget(version);
  }
  return store.delete(imageId, deletion);
}
