import { conditionsHold, type Context } from './conditions.ts';
import type { Names, Statement } from './statement.ts';
import { matchesWildcard } from './matches-wildcard.ts';

/** One thing that somebody wants to do with one resource. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  /** Condition keys; more than one value for keys that have several. */
  readonly context: Context;
}

export interface Asking extends Access {
  /** A role's ARN, or a service like `events.amazonaws.com`. */
  readonly principal: string;
}

export interface Policies {
  /** Of the role that asks. */
  readonly identity: readonly Statement[];
  /** Of the resource that is asked for. */
  readonly resource: readonly Statement[];
}

export interface Verdict {
  readonly isAllowed: boolean;
  /** Those that allow it, if nothing denies it. */
  readonly allowedBy: readonly Statement[];
  readonly why: 'allowed' | 'explicit deny' | 'no policy allows it';
}

/**
 * Within one account either policy is enough, and one denial too many.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(asking: Asking, { identity, resource }: Policies): Verdict {
  const own = identity.filter((statement) => applies(statement, asking));
  const theirs = resource.filter(
    (statement) =>
      names(statement.principals ?? [], asking.principal) && applies(statement, asking),
  );
  const matching = [...own, ...theirs];
  if (matching.some(({ effect }) => effect === 'Deny')) {
    return { isAllowed: false, allowedBy: [], why: 'explicit deny' };
  }
  const isAllowed = matching.length > 0;
  return { isAllowed, allowedBy: matching, why: isAllowed ? 'allowed' : 'no policy allows it' };
}

function applies({ actions, resources, conditions }: Statement, asking: Asking): boolean {
  return (
    // Actions know no upper and lower case, resources do.
    includes(actions, asking.action, true) &&
    includes(resources, asking.resource, false) &&
    conditionsHold(conditions, asking.context)
  );
}

function includes({ patterns, isExcept }: Names, value: string, ignoreCase: boolean): boolean {
  return patterns.some((pattern) => matchesWildcard(pattern, value, { ignoreCase })) !== isExcept;
}

function names(principals: readonly string[], principal: string): boolean {
  return principals.some((each) => each === '*' || each === principal);
}
