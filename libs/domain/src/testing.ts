import type { Upload } from './image.ts';
import type { Ids } from './ports.ts';
import type { Delivery } from './telling/delivery.ts';
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

/** Of a match of the rule `gate`, waiting since `addedAt`. */
export function someDelivery(changes: Partial<Delivery> = {}): Delivery {
  const { addedAt = 1_760_000_000_000, ruleIds = ['gate'] } = changes;
  const address = { bucket: 'b', key: 'line4/gate.png' };
  return {
    ...{ id: 'd1', channel: 'mail', kind: 'matched', imageId: 'b/line4/gate.png', address },
    ...{ uploadedAt: addedAt, severity: 'medium', state: 'waiting', addedAt, due: addedAt },
    ...{ attempts: 0, ruleIds },
    ...changes,
  };
}
