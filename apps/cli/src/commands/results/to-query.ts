import { type ResultQuery, type Status, STATUSES } from '@glyphwatch/domain';
import type { FilterOptions, QueryOptions } from './options.ts';
import { conditionOf, type Filters } from './condition-of.ts';

export type Selection = Omit<ResultQuery, 'limit' | 'cursor'>;

export function toSelection(options: FilterOptions, filters: Filters): Selection {
  const { rule, since, until } = options;
  const status = STATUSES.find((known: Status) => known === options.status);
  const where = conditionOf(options, filters);
  return {
    ...(status === undefined ? {} : { status }),
    ...(rule === undefined ? {} : { ruleId: rule }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(where === undefined ? {} : { where }),
  };
}

export function toQuery(
  words: readonly string[] | undefined,
  options: QueryOptions,
  filters: Filters,
): ResultQuery {
  const { inside = false, limit, cursor } = options;
  return {
    ...toSelection(options, filters),
    limit,
    ...(words === undefined ? {} : inside ? { fragments: words } : { text: words.join(' ') }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
