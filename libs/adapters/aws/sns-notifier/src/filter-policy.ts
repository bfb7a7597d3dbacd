import type { Severity, Status } from '@glyphwatch/domain';

/** What a subscriber wants to hear; a list that is not given filters nothing. */
export interface Wanted {
  readonly severities?: readonly Severity[] | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly outcomes?: readonly Status[] | undefined;
}

/** The attributes that a message carries and that subscribers may filter by. */
export type FilteredAttribute = 'severity' | 'ruleIds' | 'outcome';
export type FilterPolicy = Readonly<Partial<Record<FilteredAttribute, readonly string[]>>>;

/**
 * A subscription's filter policy: values of one list are alternatives, and all lists have to fit. Empty for a
 * subscriber who hears everything; SNS wants no policy then.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function filterPolicy({ severities, rules, outcomes }: Wanted): FilterPolicy {
  return {
    ...(severities ? { severity: severities } : {}),
    ...(rules ? { ruleIds: rules } : {}),
    ...(outcomes ? { outcome: outcomes } : {}),
  };
}
