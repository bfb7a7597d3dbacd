import type { Severity, Status } from '@glyphwatch/domain';

/** What a subscriber wants to receive; an absent list filters nothing. */
export interface Wanted {
  readonly severities?: readonly Severity[] | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly outcomes?: readonly Status[] | undefined;
}

/** The message attributes that subscribers may filter by. */
export type FilteredAttribute = 'severity' | 'ruleIds' | 'outcome';
export type FilterPolicy = Readonly<Partial<Record<FilteredAttribute, readonly string[]>>>;

/**
 * A subscription's filter policy: one value of each list must fit. Empty for a subscriber who receives everything;
 * SNS then expects no policy at all.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function filterPolicy({ severities, rules, outcomes }: Wanted): FilterPolicy {
  return {
    ...(severities ? { severity: severities } : {}),
    ...(rules ? { ruleIds: rules } : {}),
    ...(outcomes ? { outcome: outcomes } : {}),
  };
}
