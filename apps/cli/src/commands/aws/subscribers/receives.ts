import type { Notification } from '@glyphwatch/domain';
import type { FilteredAttribute } from '@glyphwatch/sns-notifier';
import { isListOfText, type KnownFilter, type Subscription } from './subscriptions.ts';

/** `unknown`: the filter was written by hand, and this command does not understand it. */
export type Receives = 'yes' | 'no' | 'unknown';

/** Predicted from the filter, because SNS does not report who received a message. */
export function receives(
  { state }: Pick<Subscription, 'state'>,
  filter: KnownFilter | undefined,
  { severity, rules, status }: Notification,
): Receives {
  if (state !== 'confirmed') return 'no';
  const carried: Readonly<Record<FilteredAttribute, readonly string[]>> = {
    severity: severity === undefined ? [] : [severity],
    ruleIds: rules.map(({ ruleId }) => ruleId),
    outcome: [status],
  };
  const verdicts = Object.entries(filter ?? {}).map(([attribute, wanted]): Receives => {
    const values = Object.entries(carried).find(([name]) => name === attribute)?.[1];
    if (!values || !isListOfText(wanted)) return 'unknown';
    return wanted.some((value) => values.includes(value)) ? 'yes' : 'no';
  });
  if (verdicts.includes('no')) return 'no';
  return verdicts.includes('unknown') ? 'unknown' : 'yes';
}
