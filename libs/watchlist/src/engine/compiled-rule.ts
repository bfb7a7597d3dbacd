import { compileAllow, type CompiledAllow } from '../gates/allow.ts';
import { compileContext, type CompiledContext } from '../gates/context.ts';
import { compileScope, type CompiledScope } from '../gates/scope.ts';
import type { Allow, Rule, TellingWishes, ValueMatching } from '../rule.ts';

/** All that a rule says but its name and its values, which are most of a long watchlist. */
export interface RuleBody extends Omit<Rule, 'id' | 'description' | 'match'> {
  readonly match: ValueMatching;
}

/** What rules with the same body share. */
export interface CompiledBody {
  readonly body: RuleBody;
  readonly scope: CompiledScope;
  /** Global entries first, then the rule's own. */
  readonly allow: readonly CompiledAllow[];
  readonly context: CompiledContext | undefined;
}

/** The distinct values of a rule, in file order. */
export interface ValueList {
  readonly count: number;
  at(index: number): string;
}

export interface CompiledRule extends CompiledBody {
  readonly rule: RuleBody & Pick<Rule, 'id' | 'description'>;
  readonly values: ValueList;
  version(): string;
}

/** Rules by index, in file order. */
export interface CompiledRules {
  readonly count: number;
  at(index: number): CompiledRule;
  /** By rule id, of those rules that say how people are told. */
  wishes(): ReadonlyMap<string, TellingWishes>;
}

export function compileBody(body: RuleBody, globalAllow: readonly Allow[]): CompiledBody {
  const { match, context } = body;
  return {
    body,
    scope: compileScope(body.scope),
    allow: [...globalAllow, ...body.allow].map((allow) => compileAllow(allow, match)),
    context: context && compileContext(context, match),
  };
}

export function bodyOf({ id: _id, description: _description, match, ...rest }: Rule): RuleBody {
  const { values: _values, ...matching } = match;
  return { ...rest, match: matching };
}

export function* valuesOf({ values }: CompiledRule): Generator<string> {
  for (let index = 0; index < values.count; index++) yield values.at(index);
}
