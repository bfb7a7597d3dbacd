import { compilePattern } from '@glyphwatch/event-pattern';

export type MessageAttributes = Readonly<
  Record<string, { readonly DataType: string; readonly StringValue?: string }>
>;

export type Filter = (attributes: MessageAttributes) => boolean;

/**
 * Whether a subscription's filter policy admits a message. Operators are EventBridge's; a `String.Array` matches when
 * one of its values does. https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function compileFilter(policy: Readonly<Record<string, unknown>> | undefined): Filter {
  if (!policy) return () => true;
  const matches = compilePattern(policy);
  return (attributes) => matches(valuesOf(attributes));
}

function valuesOf(attributes: MessageAttributes): Record<string, unknown> {
  const entries = Object.entries(attributes).map(([name, { DataType, StringValue = '' }]) => {
    const isParsed = DataType === 'String.Array' || DataType.startsWith('Number');
    return [name, isParsed ? (JSON.parse(StringValue) as unknown) : StringValue] as const;
  });
  return Object.fromEntries(entries);
}
