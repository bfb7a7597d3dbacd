import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { GlyphwatchError, isDigest, type Message, type NotificationKind } from '@glyphwatch/domain';
import {
  dataOf,
  digestDataOf,
  type NotificationData,
  printableJson,
} from '@glyphwatch/notification-text';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export const LARGEST_ENTRY_BYTES = 256 * 1024;
/** What an entry's time adds to its size. */
const TIME_BYTES = 14;

const DETAIL_TYPES: Readonly<Record<Message['kind'], string>> = {
  matched: 'Image Text Matched',
  scanned: 'Image Text Detected',
  failed: 'Image Scan Failed',
  digest: 'Image Digest',
};

export interface Target {
  readonly busName: string;
  readonly source: string;
}

/** The event that `schemas/*.json` describe, the same for every repeat of a message. */
export function entryOf(message: Message, { busName, source }: Target): PutEventsRequestEntry {
  const time = isDigest(message) ? message.until : message.uploadedAt;
  for (const detail of detailsOf(message)) {
    const entry = {
      EventBusName: busName,
      Source: source,
      DetailType: DETAIL_TYPES[message.kind],
      Time: new Date(time),
      Detail: printableJson(detail),
    };
    if (entryBytes(entry) <= LARGEST_ENTRY_BYTES) return entry;
  }
  throw new GlyphwatchError(
    'notification-refused',
    `The image's key alone exceeds the ${LARGEST_ENTRY_BYTES} bytes of an event. Shorten it.`,
  );
}

/** First whole, then shorter and shorter. */
function* detailsOf(message: Message): Generator<object> {
  if (isDigest(message)) yield* digestDataOf(message);
  else for (const data of dataOf(message)) yield detailOf(message.kind, data);
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
