import { matchesWildcard } from './matches-wildcard.ts';
import type { Statement } from './statement.ts';

export type Context = Readonly<Record<string, string | readonly string[]>>;

type Compare = (wanted: string, actual: string) => boolean;

const equals: Compare = (wanted, actual) => wanted === actual;
const like: Compare = (wanted, actual) => matchesWildcard(wanted, actual);
const ignoringCase: Compare = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, Compare>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: ignoringCase,
  StringLike: like,
  // Both take wildcards.
  ArnEquals: like,
  ArnLike: like,
  Bool: ignoringCase,
};

/** Whether all of them hold. An unknown operator is an error: it might be the one that protects. */
export function conditionsHold(conditions: Statement['conditions'], context: Context): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, wanted, valuesOf(context, key))),
  );
}

function holds(
  operator: string,
  wanted: readonly string[],
  actual: readonly string[] | undefined,
): boolean {
  const [, quantity, name = '', ifExists] =
    /^(?:(ForAnyValue|ForAllValues):)?(.+?)(IfExists)?$/.exec(operator) ?? [];
  if (name === 'Null') return wanted.includes(String(actual === undefined));
  const isNegated = name.includes('Not');
  const compare = OPERATORS[name.replace('Not', '')];
  if (!compare) throw new Error(`Unknown condition operator in a policy: ${operator}`);
  if (actual === undefined) {
    return ifExists !== undefined || isNegated || quantity === 'ForAllValues';
  }
  const fits = (value: string) => wanted.some((each) => compare(each, value)) !== isNegated;
  return quantity === 'ForAnyValue' ? actual.some(fits) : actual.every(fits);
}

/** Condition keys ignore case. */
function valuesOf(context: Context, key: string): readonly string[] | undefined {
  const found = Object.entries(context).find(([name]) => ignoringCase(name, key));
  return found && [found[1]].flat();
}
