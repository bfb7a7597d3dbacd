import { InMemoryWatchlist } from '@glyphwatch/domain/in-memory';
import { layOutText, type RuleMatch } from '@glyphwatch/domain';
import type { Scanned } from '../terminal/scanned.ts';

/** An image that shows `text`, matched by a rule that waits for the word `waitsFor`. */
export function scannedShowing(
  text: string,
  waitsFor: string,
  about: Partial<RuleMatch> = {},
): Scanned {
  const detection = layOutText(text);
  const { ruleMatches } = new InMemoryWatchlist({ gate: waitsFor }).match(detection, {});
  return {
    image: 'yard/gate.jpg',
    status: ruleMatches.length > 0 ? 'MATCHED' : 'NO_MATCH',
    detection,
    ruleMatches: ruleMatches.map((rule) => ({ ...rule, ...about })),
    nearMisses: [],
  };
}
