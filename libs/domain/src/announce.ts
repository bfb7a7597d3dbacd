import { imageIdOf, type Upload } from './image.ts';
import {
  kindOf,
  type Notification,
  type NotificationKind,
  type NotificationRule,
} from './notification.ts';
import type { Ids } from './ports.ts';
import type { MatchRecord, Result, ScanOutcome } from './result.ts';
import { notificationRule } from './notification-rule.ts';
import { highestSeverity, type RuleMatch, SEVERITIES } from './watchlist.ts';

/** Which notifications a channel receives. */
export interface Channel {
  readonly name: string;
  readonly receives: ReadonlySet<NotificationKind>;
  /** Also receives matches of rules for the channel `default`. */
  readonly isDefault: boolean;
}

export const DEFAULT_CHANNEL = 'default';

/** What is to be told and recorded about an image version. */
export interface News {
  readonly notifications: readonly Notification[];
  readonly records: readonly MatchRecord[];
  /** Replaces `Result.notified`. */
  readonly notified: readonly string[];
}

/** The notifications and records of an outcome, without what was announced before. */
export function announce(
  upload: Upload,
  outcome: ScanOutcome,
  notified: readonly string[],
  channels: readonly Channel[],
  ids: Ids,
): News {
  const kind = kindOf(outcome.status);
  if (kind === 'matched') return announceMatches(upload, outcome, notified, channels, ids);
  const { status, reason, detection } = outcome;
  const about = {
    ...aboutImage(upload),
    ...aboutPages(outcome),
    kind,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(detection ? { text: detection.lines.map((line) => line.text).join('\n') } : {}),
  };
  return {
    ...announceOnce(about, notified, channels, { ids, sequencer: upload.sequencer }),
    records: [],
  };
}

/** The notifications that an image could not be scanned and will not be retried. */
export function announceFailure(
  upload: Upload,
  reason: string,
  notified: readonly string[],
  channels: readonly Channel[],
  ids: Ids,
): Omit<News, 'records'> {
  const about = { ...aboutImage(upload), kind: 'failed', status: 'FAILED', reason } as const;
  return announceOnce(about, notified, channels, { ids, sequencer: upload.sequencer });
}

/** What was announced about this version before. */
export function announcedBefore(upload: Upload, previous: Result | undefined): readonly string[] {
  return previous?.version === upload.version ? previous.notified : [];
}

type About = Omit<Notification, 'id' | 'channel' | 'rules' | 'severity'>;

interface Composing {
  readonly ids: Ids;
  /** An image may come back to a version that it had before, and is news again. */
  readonly sequencer: string;
}

function announceMatches(
  upload: Upload,
  outcome: ScanOutcome,
  notified: readonly string[],
  channels: readonly Channel[],
  ids: Ids,
): News {
  const image = aboutImage(upload);
  const { status } = outcome;
  const { sequencer } = upload;
  const about = { ...image, ...aboutPages(outcome), kind: 'matched', status } as const;
  const { watchlistVersion = '' } = outcome;
  const news = outcome.ruleMatches
    .map((rule) => ({
      rule,
      id: ids.digest(rule.ruleId, rule.ruleVersion, image.imageId, upload.version),
    }))
    .filter(({ id }) => !notified.includes(id));
  const notifications = receiversOf('matched', channels).flatMap((channel) => {
    const rules = news
      .filter(({ rule }) => isToldOf(channel, rule))
      .map(({ rule, id }) => notificationRule(id, rule, outcome));
    return rules.length === 0 ? [] : [compose(about, channel, rules, { ids, sequencer })];
  });
  const records = news.map(({ rule: { hides: _, ...rule }, id }) => ({
    ...image,
    ...rule,
    id,
    watchlistVersion,
  }));
  return { notifications, records, notified: [...notified, ...news.map(({ id }) => id)] };
}

/** For kinds that are not about rules: announced once per image version. */
function announceOnce(
  about: About,
  notified: readonly string[],
  channels: readonly Channel[],
  composing: Composing,
): Omit<News, 'records'> {
  const { ids } = composing;
  const id = ids.digest(about.kind, about.imageId, about.version);
  if (notified.includes(id)) return { notifications: [], notified };
  const notifications = receiversOf(about.kind, channels).map((one) =>
    compose(about, one, [], composing),
  );
  return { notifications, notified: [...notified, id] };
}

function aboutImage(upload: Upload) {
  const { address, version, uploadedAt } = upload;
  return { imageId: imageIdOf(address), address, version, uploadedAt };
}

function aboutPages({ detection }: ScanOutcome): Pick<Notification, 'pageCount' | 'pagesRead'> {
  const { pageCount, pagesRead } = detection ?? {};
  return {
    ...(pageCount === undefined ? {} : { pageCount }),
    ...(pagesRead === undefined ? {} : { pagesRead }),
  };
}

function receiversOf(kind: NotificationKind, channels: readonly Channel[]): Channel[] {
  return channels.filter(({ receives }) => receives.has(kind));
}

/** Whether a match of this rule is a matter for the channel, if it receives matches at all. */
export function isToldOf(
  { name, isDefault }: Omit<Channel, 'receives'>,
  { channels }: Pick<RuleMatch, 'channels'>,
): boolean {
  return channels.includes(name) || (isDefault && channels.includes(DEFAULT_CHANNEL));
}

function compose(
  about: About,
  { name }: Channel,
  rules: readonly NotificationRule[],
  { ids, sequencer }: Composing,
): Notification {
  const severity = highestSeverity(rules.map((rule) => rule.severity));
  const ruleIds = rules.map(({ notificationId }) => notificationId);
  return {
    ...about,
    id: ids.digest(name, about.kind, about.imageId, about.version, sequencer, ...ruleIds),
    channel: name,
    rules: mostSevereFirst(rules),
    ...(severity ? { severity } : {}),
  };
}

/** Rules of equal severity stay in the order of the rule file. */
function mostSevereFirst(rules: readonly NotificationRule[]): NotificationRule[] {
  const rankOf = ({ severity }: NotificationRule): number => SEVERITIES.indexOf(severity);
  return rules.toSorted((a, b) => rankOf(b) - rankOf(a));
}
