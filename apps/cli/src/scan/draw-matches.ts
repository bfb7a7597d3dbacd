import { annotate, boxesOf } from '@glyphwatch/match-picture';
import type { Disclosure } from '../terminal/describe-image.ts';
import type { Scanned } from '../terminal/scanned.ts';

/** Boxes with labels around what matched; what sensitive rules found is covered unless it is to be revealed. */
export function drawMatches(
  image: Uint8Array,
  { ruleMatches }: Scanned,
  { reveal }: Disclosure,
): Promise<Uint8Array> {
  const rules = reveal ? ruleMatches.map((rule) => ({ ...rule, sensitive: false })) : ruleMatches;
  return annotate(image, boxesOf(rules));
}
