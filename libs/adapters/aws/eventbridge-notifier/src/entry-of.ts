import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import {
  GlyphwatchError,
  type Notification,
  type NotificationKind,
  type ToldMatch,
  type ToldRule,
} from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export const LARGEST_ENTRY_BYTES = 256 * 1024;
/** An entry with a time counts as so much more. */
const TIME_BYTES = 14;

const DETAIL_TYPES: Readonly<Record<NotificationKind, string>> = {
  matched: 'Image Text Matched',
  scanned: 'Image Text Detected',
  failed: 'Image Scan Failed',
};

interface Limits {
  readonly rules: number;
  /** For each rule. */
  readonly matches: number;
  /** For each text. */
  readonly characters: number;
}

const WHOLE: Limits = { rules: Infinity, matches: Infinity, characters: Infinity };
/** Whole matches go before anything else does; counts stay true and the address stays whole. */
const SHORTER: readonly Limits[] = [
  { rules: Infinity, matches: 5, characters: 20_000 },
  { rules: 200, matches: 1, characters: 2000 },
  { rules: 200, matches: 0, characters: 200 },
  { rules: 20, matches: 0, characters: 100 },
];

export interface Target {
  readonly busName: string;
  readonly source: string;
}

/** The event as `schemas/*.json` describe it: the same for every repeat of a notification. */
export function entryOf(
  notification: Notification,
  { busName, source }: Target,
): PutEventsRequestEntry {
  for (const limits of [WHOLE, ...SHORTER]) {
    const entry = {
      EventBusName: busName,
      Source: source,
      DetailType: DETAIL_TYPES[notification.kind],
      Time: new Date(notification.uploadedAt),
      Detail: printableJson(detailOf(notification, limits)),
    };
    if (entryBytes(entry) <= LARGEST_ENTRY_BYTES) return entry;
  }
  throw new GlyphwatchError(
    'notification-refused',
    `The image's names alone are too long for an event of ${LARGEST_ENTRY_BYTES} bytes. Shorten its key.`,
  );
}

/** What EventBridge counts. */
export function entryBytes({ Source, DetailType, Detail, Time }: PutEventsRequestEntry): number {
  const text = [Source, DetailType, Detail].map((part) => Buffer.byteLength(part ?? ''));
  return text.reduce((sum, bytes) => sum + bytes, Time === undefined ? 0 : TIME_BYTES);
}

function detailOf(notification: Notification, limits: Limits) {
  const { id, kind, rules, uploadedAt, reason, text, severity, ...about } = notification;
  const { channel, imageId, address, version, status } = about;
  const common = {
    notificationId: id,
    channel,
    imageId,
    address,
    version,
    uploadedAt: new Date(uploadedAt).toISOString(),
    status,
    shortened: limits !== WHOLE,
  };
  if (kind === 'scanned') return { ...common, text: cut(text ?? '', limits) };
  if (kind === 'failed') return { ...common, reason: cut(reason ?? '', limits) };
  return {
    ...common,
    ...(severity === undefined ? {} : { severity }),
    ruleCount: rules.length,
    rules: rules.slice(0, limits.rules).map((rule) => shapeOfRule(rule, limits)),
  };
}

function shapeOfRule({ description, tags, matches, ...rule }: ToldRule, limits: Limits) {
  return {
    ...rule,
    ruleId: cut(rule.ruleId, limits),
    ...(description === undefined ? {} : { description: cut(description, limits) }),
    tags: limits === WHOLE ? tags : tags.slice(0, limits.matches).map((tag) => cut(tag, limits)),
    matches: matches.slice(0, limits.matches).map((match) => shapeOfMatch(match, limits)),
  };
}

function shapeOfMatch(match: ToldMatch, limits: Limits) {
  const { value, text, context } = match;
  const cuts = {
    value: cut(value, limits),
    text: cut(text, limits),
    context: cut(context, limits),
  };
  return { ...match, ...cuts };
}

function cut(text: string, { characters }: Limits): string {
  if (text.length <= characters) return text;
  return `${text.slice(0, characters).replace(/\p{Cs}$/u, '')}…`;
}
