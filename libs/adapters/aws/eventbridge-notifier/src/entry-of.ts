import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { GlyphwatchError, type Notification, type NotificationKind } from '@glyphwatch/domain';
import { dataOf, type NotificationData, printableJson } from '@glyphwatch/notification-text';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export const LARGEST_ENTRY_BYTES = 256 * 1024;
/** What an entry's time adds to its size. */
const TIME_BYTES = 14;

const DETAIL_TYPES: Readonly<Record<NotificationKind, string>> = {
  matched: 'Image Text Matched',
  scanned: 'Image Text Detected',
  failed: 'Image Scan Failed',
};

export interface Target {
  readonly busName: string;
  readonly source: string;
}

/** The event that `schemas/*.json` describe, the same for every repeat of a notification. */
export function entryOf(
  notification: Notification,
  { busName, source }: Target,
): PutEventsRequestEntry {
  for (const data of dataOf(notification)) {
    const entry = {
      EventBusName: busName,
      Source: source,
      DetailType: DETAIL_TYPES[notification.kind],
      Time: new Date(notification.uploadedAt),
      Detail: printableJson(detailOf(notification.kind, data)),
    };
    if (entryBytes(entry) <= LARGEST_ENTRY_BYTES) return entry;
  }
  throw new GlyphwatchError(
    'notification-refused',
    `The image's key alone exceeds the ${LARGEST_ENTRY_BYTES} bytes of an event. Shorten it.`,
  );
}

/** Size as EventBridge counts it. */
export function entryBytes({ Source, DetailType, Detail, Time }: PutEventsRequestEntry): number {
  const text = [Source, DetailType, Detail].map((part) => Buffer.byteLength(part ?? ''));
  return text.reduce((sum, bytes) => sum + bytes, Time === undefined ? 0 : TIME_BYTES);
}

/** The fields in each kind's schema. */
function detailOf(kind: NotificationKind, data: NotificationData) {
  const { severity, reason = '', text = '', ruleCount, rules, ...common } = data;
  if (kind === 'scanned') return { ...common, text };
  if (kind === 'failed') return { ...common, reason };
  return { ...common, ...(severity === undefined ? {} : { severity }), ruleCount, rules };
}
