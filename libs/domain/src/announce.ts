import { imageIdOf, type Upload } from './image.ts';
import { maskDetection } from './mask.ts';
import { kindOf, type Notification, type NotificationKind, type ToldRule } from './notification.ts';
import type { Announcements, Ids } from './ports.ts';
import type { MatchRecord, Result, ScanOutcome } from './result.ts';
import { toldRule } from './told-rule.ts';
import { highestSeverity, type RuleMatch, SEVERITIES } from './watchlist.ts';

/** Which messages a channel gets. */
export interface Channel {
  readonly name: string;
  readonly hears: ReadonlySet<NotificationKind>;
  /** Also hears rules that name the channel `default`. */
  readonly isDefault: boolean;
}

const DEFAULT_CHANNEL = 'default';

/** Composes what is still to be told and recorded of an outcome; what was announced before is left out. */
export function announce(
  upload: Upload,
  outcome: ScanOutcome,
  notified: readonly string[],
  channels: readonly Channel[],
  ids: Ids,
): Announcements {
  const imageId = imageIdOf(upload.address);
  const rules = outcome.ruleMatches.map((rule) => ({
    rule,
    id: ids.digest(rule.ruleId, rule.ruleVersion, imageId, upload.version),
  }));
  const news = rules.filter(({ id }) => !notified.includes(id));
  const kind = kindOf(outcome.status);
  const onceId = ids.digest(kind, imageId, upload.version);
  const isNews = kind === 'matched' ? news.length > 0 : !notified.includes(onceId);
  const base = { ...aboutImage(upload), kind, status: outcome.status, ...textOf(kind, outcome) };
  const told = { ...base, ...(outcome.reason === undefined ? {} : { reason: outcome.reason }) };
  const notifications = (isNews ? channels : []).flatMap((channel) => {
    const heard = news.filter(({ rule }) => hears(channel, rule));
    if (!channel.hears.has(kind) || (kind === 'matched' && heard.length === 0)) return [];
    return [
      compose(
        told,
        channel.name,
        heard.map(({ rule, id }) => toldRule(id, rule, outcome)),
        ids,
      ),
    ];
  });
  return {
    notifications,
    records: news.map(({ rule, id }) => recordOf(id, upload, outcome, rule)),
    notified: [
      ...new Set([...notified, ...(kind === 'matched' ? news.map(({ id }) => id) : [onceId])]),
    ],
  };
}

/** Composes the message that an image could not be scanned and nobody will try again. */
export function announceFailure(
  upload: Upload,
  reason: string,
  notified: readonly string[],
  channels: readonly Channel[],
  ids: Ids,
): Omit<Announcements, 'records'> {
  const onceId = ids.digest('failed', imageIdOf(upload.address), upload.version);
  if (notified.includes(onceId)) return { notifications: [], notified };
  const told = { ...aboutImage(upload), kind: 'failed', status: 'FAILED', reason } as const;
  const notifications = channels
    .filter(({ hears }) => hears.has('failed'))
    .map(({ name }) => compose(told, name, [], ids));
  return { notifications, notified: [...notified, onceId] };
}

function aboutImage(upload: Upload) {
  const { address, version, uploadedAt } = upload;
  return { imageId: imageIdOf(address), address, version, uploadedAt };
}

function textOf(
  kind: NotificationKind,
  { detection, ruleMatches }: ScanOutcome,
): { text?: string } {
  if (kind !== 'scanned' || !detection) return {};
  return {
    text: maskDetection(detection, ruleMatches)
      .lines.map(({ text }) => text)
      .join('\n'),
  };
}

function hears({ name, isDefault }: Channel, { channels }: RuleMatch): boolean {
  return channels.includes(name) || (isDefault && channels.includes(DEFAULT_CHANNEL));
}

function compose(
  told: Omit<Notification, 'id' | 'channel' | 'rules'>,
  channel: string,
  rules: readonly ToldRule[],
  ids: Ids,
): Notification {
  const severity = highestSeverity(rules.map((rule) => rule.severity));
  const ruleIds = rules.map(({ notificationId }) => notificationId);
  return {
    ...told,
    id: ids.digest(channel, told.kind, told.imageId, told.version, ...ruleIds),
    channel,
    rules: mostSevereFirst(rules),
    ...(severity ? { severity } : {}),
  };
}

/** Stable: the order of the rule file holds among equals. */
function mostSevereFirst(rules: readonly ToldRule[]): ToldRule[] {
  const rankOf = ({ severity }: ToldRule): number => SEVERITIES.indexOf(severity);
  return rules.toSorted((a, b) => rankOf(b) - rankOf(a));
}

function recordOf(id: string, upload: Upload, outcome: ScanOutcome, rule: RuleMatch): MatchRecord {
  const watchlistVersion = outcome.watchlistVersion ?? '';
  return { ...aboutImage(upload), ...rule, id, watchlistVersion };
}

/** What was announced about this very version before. */
export function announcedBefore(upload: Upload, previous: Result | undefined): readonly string[] {
  return previous?.version === upload.version ? previous.notified : [];
}
