import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import type { Notification } from '@glyphwatch/domain';
import { toAscii } from '@glyphwatch/notification-text';

export type Attributes = Record<string, MessageAttributeValue>;

/** They count towards a message's size, and a filter policy looks at a few of them only. */
const MOST_RULE_IDS = 200;
const LONGEST_VALUE = 256;

/**
 * What filter policies of subscribers look at: short ASCII names, never what an image showed.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function attributesOf({ rules, severity, address, status }: Notification): Attributes {
  const ruleIds = rules.slice(0, MOST_RULE_IDS).map(({ ruleId }) => short(ruleId));
  return {
    ...(ruleIds.length > 0 && { ruleIds: listOf(ruleIds) }),
    ...(severity !== undefined && { severity: textOf(severity) }),
    bucket: textOf(address.bucket),
    outcome: textOf(status),
  };
}

export function listOf(values: readonly string[]): MessageAttributeValue {
  return { DataType: 'String.Array', StringValue: JSON.stringify(values) };
}

function textOf(value: string): MessageAttributeValue {
  // An empty value would refuse the whole message.
  return { DataType: 'String', StringValue: short(value) || '-' };
}

/** Emoji and control characters in a value refuse the whole message. */
function short(value: string): string {
  return toAscii(value).slice(0, LONGEST_VALUE);
}
