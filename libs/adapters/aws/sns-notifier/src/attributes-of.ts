import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import type { Notification } from '@glyphwatch/domain';
import { toAscii } from '@glyphwatch/notification-text';

export type Attributes = Record<string, MessageAttributeValue>;

/** Attributes count towards a message's size. */
const MAX_RULE_IDS = 200;
const LONGEST_VALUE = 256;

/**
 * What subscribers' filter policies see: short ASCII names, never text from an image.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function attributesOf({ rules, severity, address, status }: Notification): Attributes {
  const ruleIds = rules.slice(0, MAX_RULE_IDS).map(({ ruleId }) => short(ruleId));
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
  // SNS refuses a message with an empty value.
  return { DataType: 'String', StringValue: short(value) || '-' };
}

/** SNS refuses a message with emoji or control characters in a value. */
function short(value: string): string {
  return toAscii(value).slice(0, LONGEST_VALUE);
}
