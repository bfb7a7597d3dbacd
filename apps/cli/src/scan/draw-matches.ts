import { annotate, boxesOf } from '@glyphwatch/match-picture';
import type { Disclosure } from '../terminal/describe-image.ts';
import type { Draw } from './picture-writer.ts';

/** Boxes with labels around what matched; what sensitive rules found is covered unless it is to be revealed. */
export function drawMatches({ reveal }: Disclosure): Draw {
  return (image, { ruleMatches }) => {
    const rules = reveal ? ruleMatches.map((rule) => ({ ...rule, sensitive: false })) : ruleMatches;
    return annotate(image, boxesOf(rules));
  };
}
