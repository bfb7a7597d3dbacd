import type { Notification, NotificationMatch, NotificationRule } from '@glyphwatch/domain';

/** For this library's specs: `KEEP OUT` with a zero for the O, in the upper left. */
export function sampleMatch(changes: Partial<NotificationMatch> = {}): NotificationMatch {
  return {
    value: 'KEEP OUT',
    text: 'KEEP 0UT',
    via: 'lookalike',
    foldedPositions: [5],
    confidence: 0.875,
    lines: [1],
    polygons: [
      [
        { x: 0.1, y: 0.05 },
        { x: 0.3, y: 0.05 },
        { x: 0.3, y: 0.15 },
        { x: 0.1, y: 0.15 },
      ],
    ],
    context: 'DANGER KEEP 0UT',
    ...changes,
  };
}

export function sampleRule(changes: Partial<NotificationRule> = {}): NotificationRule {
  return {
    notificationId: 'r-1',
    ruleId: 'keep-out',
    ruleVersion: 'v1',
    description: 'Someone put up a sign',
    kind: 'watch',
    severity: 'high',
    sensitive: false,
    tags: [],
    count: 1,
    matches: [sampleMatch()],
    ...changes,
  };
}

export function sampleNotification(changes: Partial<Notification> = {}): Notification {
  return {
    id: 'n-1',
    channel: 'mail',
    kind: 'matched',
    imageId: 'photos/yard/gate.jpg',
    address: { bucket: 'photos', key: 'yard/gate.jpg' },
    version: 'abc',
    uploadedAt: 1_760_000_000_000,
    status: 'MATCHED',
    severity: 'high',
    rules: [sampleRule()],
    ...changes,
  };
}
