import {
  type Delivery,
  deliveryOf,
  type Digest,
  digestOf,
  examplesOf,
  imageIdOf,
  layOutText,
  type MatchRecord,
  type NewDelivery,
  type Match,
  type NearMiss,
  type Notification,
  type RuleMatch,
  type ScanOutcome,
  type TextDetection,
  type NotificationRule,
  type Upload,
} from '../index.ts';

/** Never the same twice, so that contracts can share a backend, also with earlier runs. */
export function unique(what: string): string {
  return `${what}-${crypto.randomUUID()}`;
}

/** A time between 2001 and 2014 that hardly any other test uses, to keep lists apart. */
export function uniqueTime(): number {
  return 1_000_000_000_000 + Math.floor(Math.random() * 400_000_000) * 1000;
}

export function sampleUpload(changes: Partial<Upload> = {}): Upload {
  return {
    address: { bucket: unique('bucket'), key: 'signs/gate.png' },
    version: 'v1',
    sequencer: '0055AED6DCD90281E5',
    uploadedAt: 1_760_000_000_000,
    size: 48_213,
    ...changes,
  };
}

/** Everything a detection can hold, as a real engine would give it. */
export function sampleDetection(
  text = 'KEEP OUT\nNo entry – Zutritt für Unbefugte',
): TextDetection {
  const { lines, ...about } = layOutText(text);
  const unsure = lines.map((line, index) => ({
    ...line,
    page: index + 1,
    confidence: 0.9375,
    derived: true as const,
    words: line.words.map((word) => ({ ...word, confidence: 0.98765 })),
  }));
  const pages = [{ number: 1, width: 2480, height: 3508 }, { number: 2 }];
  return {
    ...about,
    provider: 'sample',
    modelVersion: '2026.1',
    truncated: true,
    pages: [...pages, { number: 4, unread: 'The page is damaged.' }],
    pageCount: 512,
    pagesRead: 2,
    lines: unsure,
  };
}

/** Laid out once: a large digest has thousands of matches. */
const POLYGONS = sampleDetection().lines[0]?.words.map(({ polygon }) => polygon) ?? [];

export function sampleMatch(changes: Partial<Match> = {}): Match {
  return {
    value: 'KEEP OUT',
    text: 'KEEP 0UT',
    via: 'lookalike',
    foldedPositions: [5],
    edits: 0,
    confidence: 0.875,
    score: 0.75,
    lines: [1],
    page: 1,
    polygonPages: [1, 2],
    words: [
      [0, 0],
      [0, 1],
    ],
    polygons: POLYGONS,
    context: 'KEEP 0UT',
    joined: 'glued',
    ambiguous: true,
    fingerprint: 'a3f1',
    keyedHash: 'b4e2',
    ...changes,
  };
}

export function sampleRuleMatch(changes: Partial<RuleMatch> = {}): RuleMatch {
  return {
    ruleId: unique('rule'),
    ruleVersion: 'r1',
    description: 'Somebody put up a sign',
    kind: 'watch',
    severity: 'high',
    sensitive: false,
    channels: ['default'],
    tags: ['signs', 'north'],
    matches: [sampleMatch()],
    hides: [[0, 1]],
    ...changes,
  };
}

export function sampleNearMiss(changes: Partial<NearMiss> = {}): NearMiss {
  return {
    ruleId: 'near',
    value: 'NO ENTRY',
    text: 'NO ENTRV',
    reason: 'confidence 0.61 is below 0.80',
    confidence: 0.61,
    sensitive: true,
    ...changes,
  };
}

export function sampleOutcome(changes: Partial<ScanOutcome> = {}): ScanOutcome {
  return {
    status: 'MATCHED',
    detection: sampleDetection(),
    readBy: 'sample/2026.1',
    watchlistVersion: 'w1',
    ruleMatches: [sampleRuleMatch()],
    nearMisses: [sampleNearMiss()],
    ...changes,
  };
}

export function sampleNotificationRule(changes: Partial<NotificationRule> = {}): NotificationRule {
  const { value, text, via, confidence, lines, page = 1, polygons, context } = sampleMatch();
  return {
    notificationId: unique('told'),
    ruleId: 'gate',
    ruleVersion: 'r1',
    description: 'Somebody put up a sign',
    kind: 'watch',
    severity: 'high',
    sensitive: false,
    tags: ['signs'],
    count: 1,
    matches: [{ value, text, via, confidence, lines, page, polygons, context }],
    ...changes,
  };
}

/** The message about a match in `upload`. */
export function sampleNotification(
  changes: Partial<Notification> = {},
  upload: Upload = sampleUpload(),
): Notification {
  const { address, version, uploadedAt } = upload;
  return {
    id: unique('notification'),
    channel: 'mail',
    kind: 'matched',
    imageId: imageIdOf(address),
    address,
    version,
    uploadedAt,
    status: 'MATCHED',
    severity: 'high',
    rules: [sampleNotificationRule()],
    ...changes,
  };
}

/** The digest of these notifications, added at 22:00 UTC one second after the other, with its examples. */
export function sampleDigest(
  changes: Partial<Digest> = {},
  notifications: readonly Notification[] = [sampleNotification(), sampleNotification()],
): Digest {
  const rows = notifications.map((notification, index): Delivery => {
    const { notification: _n, waitMs: _w, ...about } = deliveryOf(notification, { waitMs: 0 });
    const addedAt = Date.UTC(2026, 10, 28, 22) + index * 1000;
    return { ...about, state: 'waiting', addedAt, due: addedAt, attempts: 0, why: 'quiet hours' };
  });
  const shown = new Set(examplesOf(rows));
  const examples = notifications.filter(({ id }) => shown.has(id));
  return { ...digestOf('mail', { id: unique('digest') }, rows), examples, ...changes };
}

/** What a rule found in `upload`, as the history keeps it. */
export function sampleRecord(
  changes: Partial<MatchRecord> = {},
  upload: Upload = sampleUpload(),
): MatchRecord {
  const { address, version, uploadedAt } = upload;
  const { hides: _, ...found } = sampleRuleMatch();
  return {
    ...found,
    id: unique('record'),
    imageId: imageIdOf(address),
    address,
    version,
    uploadedAt,
    watchlistVersion: 'w1',
    ...changes,
  };
}

/** A delivery of a sample notification; `notification` is its only source of what is told. */
export function sampleDelivery(
  notification: Partial<Notification> = {},
  about: Partial<NewDelivery> = {},
  upload: Upload = sampleUpload(),
): NewDelivery {
  return { ...deliveryOf(sampleNotification(notification, upload), { waitMs: 0 }), ...about };
}
