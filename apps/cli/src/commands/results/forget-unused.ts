import { versionsInUse } from '@glyphwatch/domain';
import type { OpenedStore } from '@glyphwatch/provider';
import type { Thumbnails } from '../../keep/thumbnails.ts';

/** What is remembered and drawn of contents that no image has, but for `doomed` ones, or had when a rule that is held matched it. */
export async function forgetUnused(
  {
    results,
    detections,
    thumbnails,
  }: Pick<OpenedStore, 'results' | 'detections'> & {
    readonly thumbnails?: Pick<Thumbnails, 'removeOthers'> | undefined;
  },
  doomed?: ReadonlySet<string>,
): Promise<void> {
  if (!detections && !thumbnails) return;
  const versions = await versionsInUse(results, doomed);
  await detections?.forgetOthers(versions);
  await thumbnails?.removeOthers(versions);
}
