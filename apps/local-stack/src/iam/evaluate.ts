import { conditionsHold, type Context } from './conditions.ts';
import type { Names, Statement } from './statement.ts';
import { matchesWildcard } from './matches-wildcard.ts';

/** One action on one resource. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  /** Values of condition keys. */
  readonly context: Context;
}

export interface AccessRequest extends Access {
  /** A role's ARN, or a service like `events.amazonaws.com`. */
  readonly principal: string;
}

export interface Policies {
  /** Of the calling role. */
  readonly identity: readonly Statement[];
  /** Of the resource. */
  readonly resource: readonly Statement[];
}

export interface Verdict {
  readonly isAllowed: boolean;
  readonly why: 'allowed' | 'explicit deny' | 'no policy allows it';
}

/**
 * Within one account either policy is enough to allow, and any statement can deny.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(request: AccessRequest, { identity, resource }: Policies): Verdict {
  const own = identity.filter((statement) => applies(statement, request));
  const theirs = resource.filter(
    ({ principals = [], ...statement }) =>
      principals.some((each) => each === '*' || each === request.principal) &&
      applies(statement, request),
  );
  const matching = [...own, ...theirs];
  if (matching.some(({ effect }) => effect === 'Deny')) {
    return { isAllowed: false, why: 'explicit deny' };
  }
  return matching.length > 0
    ? { isAllowed: true, why: 'allowed' }
    : { isAllowed: false, why: 'no policy allows it' };
}

function applies({ actions, resources, conditions }: Statement, request: AccessRequest): boolean {
  return (
    // Actions ignore case, resources do not.
    includes(actions, request.action, true) &&
    includes(resources, request.resource, false) &&
    conditionsHold(conditions, request.context)
  );
}

function includes({ patterns, isExcept }: Names, value: string, ignoreCase: boolean): boolean {
  return patterns.some((pattern) => matchesWildcard(pattern, value, { ignoreCase })) !== isExcept;
}
