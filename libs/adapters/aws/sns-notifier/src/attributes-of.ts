import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import {
  type Digest,
  type DigestFacets,
  isDigest,
  type Message,
  type NotificationKind,
  type Status,
} from '@glyphwatch/domain';
import { toAscii } from '@glyphwatch/notification-text';

export type Attributes = Record<string, MessageAttributeValue>;

/** Attributes count towards a message's size. */
const MAX_RULE_IDS = 200;
/** A digest's text is short where it has many rules. */
const MAX_LIST_CHARACTERS = 50_000;
const LONGEST_VALUE = 256;

const OUTCOMES: Readonly<Record<NotificationKind, readonly Status[]>> = {
  matched: ['MATCHED'],
  scanned: ['NO_MATCH', 'NO_TEXT'],
  failed: ['UNSUPPORTED', 'GONE', 'FAILED'],
};

/**
 * What subscribers' filter policies see: short ASCII names, never text from an image. A digest has all values that occur
 * among its notifications.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function attributesOf(message: Message): Attributes {
  if (isDigest(message)) return digestAttributes(message);
  const { rules, severity, address, status } = message;
  const ruleIds = rules.slice(0, MAX_RULE_IDS).map(({ ruleId }) => short(ruleId));
  return {
    ...(ruleIds.length > 0 && { ruleIds: listOf(ruleIds) }),
    ...(severity !== undefined && { severity: textOf(severity) }),
    bucket: textOf(address.bucket),
    outcome: textOf(status),
  };
}

/** No filter policy lets one of its notifications pass and keeps another one away. */
export function tellsNothingApart({ facets }: Digest): boolean {
  const { ruleIds, severities, buckets } = facets;
  const longest = Math.max(...[ruleIds, severities, buckets, outcomesOf(facets)].map(lengthOf));
  return longest <= 1;
}

function digestAttributes({ facets }: Digest): Attributes {
  const { ruleIds, severities, buckets } = facets;
  return {
    ...(ruleIds.length > 0 && { ruleIds: listOf(fitting(ruleIds)) }),
    ...(severities.length > 0 && { severity: oneOrAll(severities) }),
    bucket: oneOrAll(buckets),
    outcome: oneOrAll(outcomesOf(facets)),
  };
}

function outcomesOf({ kinds }: DigestFacets): readonly Status[] {
  return kinds.flatMap((kind) => OUTCOMES[kind]);
}

function lengthOf({ length }: readonly string[]): number {
  return length;
}

function oneOrAll(values: readonly string[]): MessageAttributeValue {
  const [only = '', ...more] = values;
  return more.length === 0 ? textOf(only) : listOf(fitting(values));
}

function fitting(values: readonly string[]): string[] {
  let characters = 0;
  return values
    .map(short)
    .filter(({ length }) => (characters += length + 3) <= MAX_LIST_CHARACTERS);
}

export function listOf(values: readonly string[]): MessageAttributeValue {
  return { DataType: 'String.Array', StringValue: JSON.stringify(values) };
}

function textOf(value: string): MessageAttributeValue {
  // SNS refuses a message with an empty value.
  return { DataType: 'String', StringValue: short(value) || '-' };
}

/** SNS refuses a message with emoji or control characters in a value. */
function short(value: string): string {
  return toAscii(value).slice(0, LONGEST_VALUE);
}
