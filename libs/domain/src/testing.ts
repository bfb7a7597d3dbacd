import type { Upload } from './image.ts';
import type { Ids } from './ports.ts';
import type { Match, RuleMatch } from './watchlist.ts';

/* Samples for the specs of this lib; others use the richer ones in `contracts`. */

export const SOME_UPLOAD: Upload = {
  address: { bucket: 'b', key: 'gate.png' },
  version: 'v1',
  sequencer: '01',
  uploadedAt: 1_760_000_000_000,
};

export const READABLE_IDS: Ids = {
  owner: () => 'me',
  digest: (...parts) => parts.join('|'),
};

export function someMatch(changes: Partial<Match> = {}): Match {
  return {
    value: 'OUT',
    text: 'OUT',
    via: 'exact',
    foldedPositions: [],
    edits: 0,
    confidence: 1,
    score: 1,
    lines: [1],
    words: [[0, 1]],
    polygons: [],
    context: 'KEEP OUT',
    fingerprint: 'f',
    ...changes,
  };
}

export function someRule(changes: Partial<RuleMatch> = {}): RuleMatch {
  return {
    ruleId: 'gate',
    ruleVersion: 'r1',
    kind: 'watch',
    severity: 'medium',
    sensitive: false,
    channels: ['default'],
    tags: [],
    matches: [someMatch()],
    ...changes,
  };
}
