import { type ResultQuery, type Status, STATUSES } from '@glyphwatch/domain';
import type { QueryOptions } from './options.ts';

export function toQuery(text: string | undefined, options: QueryOptions): ResultQuery {
  const { rule, since, until, limit, cursor } = options;
  const status = STATUSES.find((known: Status) => known === options.status);
  return {
    limit,
    ...(text === undefined ? {} : { text }),
    ...(status === undefined ? {} : { status }),
    ...(rule === undefined ? {} : { ruleId: rule }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
