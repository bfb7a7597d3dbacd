import type { ResultWithoutText } from '@glyphwatch/domain';
import type { FilterOptions } from './options.ts';

type Condition = (result: ResultWithoutText) => boolean;

/** What a command makes of its options first. */
export interface Filters {
  /** Whether --path names the image. */
  readonly isNamed?: Condition;
  /** --channel, and `default` if it also receives what rules without a channel match. */
  readonly channels?: readonly string[];
}

/** For what no store has an index; `undefined` if everything is wanted. */
export function conditionOf(
  { rule, severity }: Pick<FilterOptions, 'rule' | 'severity'>,
  { isNamed, channels }: Filters,
): Condition | undefined {
  const aboutMatches = severity !== undefined || channels !== undefined;
  if (!aboutMatches) return isNamed;
  // One rule has to satisfy all that is asked of matches.
  const hasMatch: Condition = ({ ruleMatches }) =>
    ruleMatches.some(
      (found) =>
        (rule === undefined || found.ruleId === rule) &&
        (severity === undefined || severity.includes(found.severity)) &&
        (channels === undefined || channels.some((name) => found.channels.includes(name))),
    );
  return (result) => (isNamed === undefined || isNamed(result)) && hasMatch(result);
}
