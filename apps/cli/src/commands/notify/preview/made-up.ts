import {
  DEFAULT_EVERY_MS,
  type Delivery,
  deliveryOf,
  digestOf,
  examplesOf,
  imageIdOf,
  inOwnWords,
  type Message,
  type Notification,
  notificationRule,
  rectangle,
  type RuleMatch,
  type RuleTelling,
  SEVERITIES,
  type Severity,
} from '@glyphwatch/domain';
import type { Rule } from '@glyphwatch/watchlist';

const HOUR_MS = 3_600_000;
const BUCKET = 'preview';
/** Every tenth image lies in the second folder. */
const FOLDERS = ['preview/', 'preview/other/'] as const;

export interface MadeUp {
  readonly rule: Rule;
  readonly telling: RuleTelling | undefined;
  readonly now: number;
}

/** A message about one match of the rule. */
export function madeUpMatch({ rule, telling, now }: MadeUp): Message {
  return inOwnWords({ ...notificationOf(rule, 1, now), ...whenNext(telling, now) }, () => telling);
}

/** A digest of so many, the rule's matches of the last eight hours. */
export function madeUpDigest({ rule, telling, now }: MadeUp, count: number): Message {
  const since = now - 8 * HOUR_MS;
  const notifications = Array.from({ length: count }, (_, index) => {
    const isInFolder = telling?.groupBy?.includes('folder') ?? false;
    const folder = index % 10 === 9 && !isInFolder ? FOLDERS[1] : FOLDERS[0];
    return notificationOf(rule, index + 1, since, folder);
  });
  const rows = notifications.map((notification, index): Delivery => {
    const { notification: _n, waitMs: _w, ...row } = deliveryOf(notification, { waitMs: 0 });
    const addedAt = since + (index / (count - 1)) * (now - since);
    return { ...row, state: 'waiting', addedAt, due: now, attempts: 0 };
  });
  const shown = new Set(examplesOf(rows));
  const examples = notifications.filter(({ id }) => shown.has(id));
  const digest = { ...digestOf('preview', { id: 'preview' }, rows), examples };
  return inOwnWords({ ...digest, ...whenNext(telling, now) }, () => telling);
}

function whenNext(telling: RuleTelling | undefined, now: number) {
  const { cooldownMs = DEFAULT_EVERY_MS, groupBy = ['ruleId'] } = telling ?? {};
  return cooldownMs === 0 ? {} : { nextAt: now + cooldownMs, groupBy };
}

function notificationOf(
  rule: Rule,
  number: number,
  uploadedAt: number,
  folder: string = FOLDERS[0],
): Notification {
  const address = { bucket: BUCKET, key: `${folder}made-up-${number}.jpg` };
  const severity = severityOf(rule);
  const ruleMatch = ruleMatchOf(rule, severity);
  const id = `preview-${number}`;
  const outcome = {
    status: 'MATCHED',
    ruleMatches: [ruleMatch],
    nearMisses: [],
    watchlistVersion: 'preview',
  } as const;
  return {
    ...{ id, channel: 'preview', kind: 'matched', imageId: imageIdOf(address), address },
    ...{ version: 'preview', uploadedAt, status: 'MATCHED', severity },
    rules: [notificationRule(id, ruleMatch, outcome)],
  };
}

/** The highest that its counts reach. */
function severityOf({ severity }: Rule): Severity {
  if (typeof severity === 'string') return severity;
  return SEVERITIES.findLast((one) => severity[one] !== undefined) ?? 'medium';
}

function ruleMatchOf(rule: Rule, severity: Severity): RuleMatch {
  const { id: ruleId, description, sensitive, channels, tags, match } = rule;
  const kind = rule.kind === 'absent' ? 'absent' : 'watch';
  const [value = ''] = match.values;
  const text = kind === 'absent' ? '' : value;
  return {
    ...{ ruleId, ruleVersion: 'preview', kind, severity, sensitive, channels, tags },
    ...(description === undefined ? {} : { description }),
    matches: [
      {
        ...{ value, text, context: text, via: 'exact', foldedPositions: [], edits: 0 },
        ...{ confidence: 0.97, score: 0.97, lines: [1], words: [[0, 0]], fingerprint: 'preview' },
        polygons: kind === 'absent' ? [] : [rectangle(0.3, 0.4, 0.7, 0.5)],
      },
    ],
  };
}
