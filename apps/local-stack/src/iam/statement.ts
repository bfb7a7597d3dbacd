import * as z from 'zod';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Names;
  readonly resources: Names;
  /** Only in resource policies; `*` is everyone. */
  readonly principals?: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface Names {
  readonly patterns: readonly string[];
  /** `NotAction`, `NotResource`. */
  readonly isExcept: boolean;
}

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const scalars = z.union([z.string(), z.boolean(), z.number()]);
const values = z
  .union([scalars, z.array(scalars)])
  .transform((value) => [value].flat().map((each) => String(each)));

const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Principal: z.union([z.string(), z.record(z.string(), oneOrMore)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), values)).default({}),
});
const documentSchema = z.object({
  Statement: z.union([statementSchema.transform((one) => [one]), z.array(statementSchema)]),
});

/** An unknown member (`NotPrincipal`, a typo) is an error: it would change what is allowed. */
export function statementsOf(policyDocument: unknown): Statement[] {
  return documentSchema.parse(policyDocument).Statement.map((read) => ({
    effect: read.Effect,
    actions: names(read.Action, read.NotAction),
    resources: names(read.Resource, read.NotResource),
    ...(read.Principal !== undefined && { principals: principalsOf(read.Principal) }),
    conditions: read.Condition,
  }));
}

function names(patterns: readonly string[] | undefined, except: readonly string[] | undefined) {
  return { patterns: patterns ?? except ?? [], isExcept: patterns === undefined };
}

function principalsOf(principal: string | Readonly<Record<string, readonly string[]>>): string[] {
  return typeof principal === 'string' ? [principal] : Object.values(principal).flat();
}
