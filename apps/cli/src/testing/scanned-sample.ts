import { InMemoryWatchlist } from '@glyphwatch/domain/in-memory';
import { layOutText, type RuleMatch } from '@glyphwatch/domain';
import type { Scanned } from '../terminal/scanned.ts';

export function scannedShowing(
  text: string,
  phrase: string,
  about: Partial<RuleMatch> = {},
): Scanned {
  const detection = layOutText(text);
  const { ruleMatches } = new InMemoryWatchlist({ gate: phrase }).match(detection, {});
  return {
    image: 'yard/gate.jpg',
    status: ruleMatches.length > 0 ? 'MATCHED' : 'NO_MATCH',
    detection,
    ruleMatches: ruleMatches.map((rule) => ({ ...rule, ...about })),
    nearMisses: [],
  };
}
