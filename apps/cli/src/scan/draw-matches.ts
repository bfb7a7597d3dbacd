import { annotate, type AnnotatedPage, boxesOf, coversOf } from '@glyphwatch/match-picture';
import type { Disclosure } from '../terminal/describe-image.ts';
import type { Scanned } from '../terminal/scanned.ts';

/** A picture shows more than its boxes, so the matches of sensitive rules are covered unless --reveal is given. */
export function drawMatches(
  image: Uint8Array,
  { ruleMatches, detection }: Scanned,
  { reveal }: Disclosure,
): AsyncIterable<AnnotatedPage> {
  const rules = reveal ? ruleMatches.map((rule) => ({ ...rule, sensitive: false })) : ruleMatches;
  return annotate(image, [...boxesOf(rules), ...coversOf(detection, rules)]);
}
