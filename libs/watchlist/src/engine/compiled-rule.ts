import { compileAllow, type CompiledAllow } from '../gates/allow.ts';
import { compileContext, type CompiledContext } from '../gates/context.ts';
import { compileScope, type CompiledScope } from '../gates/scope.ts';
import type { Allow, Rule } from '../rule.ts';
import { compileValue, type SearchedValue } from '../search/search-value.ts';

export interface CompiledRule {
  readonly rule: Rule;
  readonly values: readonly SearchedValue[];
  readonly scope: CompiledScope;
  /** Global entries first, then the rule's own. */
  readonly allow: readonly CompiledAllow[];
  readonly context: CompiledContext | undefined;
}

export function compileRule(rule: Rule, globalAllow: readonly Allow[]): CompiledRule {
  const { match, context } = rule;
  return {
    rule,
    values: [...new Set(match.values)].map((value) => compileValue(value, match)),
    scope: compileScope(rule.scope),
    allow: [...globalAllow, ...rule.allow].map((allow) => compileAllow(allow, match)),
    context: context && compileContext(context, match),
  };
}
