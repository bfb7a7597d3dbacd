import type { RuleSet } from '../rule.ts';
import { bodyOf, compileBody, type CompiledRule, type CompiledRules } from './compiled-rule.ts';
import { ruleVersion } from './rule-version.ts';

/** The rules of a rule set as they are. */
export function compilePlainly({ rules, allow }: RuleSet): CompiledRules {
  const compiled = rules.map((rule): CompiledRule => {
    const { id, description, match } = rule;
    const values = [...new Set(match.values)];
    const body = bodyOf(rule);
    return {
      ...compileBody(body, allow),
      rule: { ...body, id, ...(description === undefined ? {} : { description }) },
      values: { count: values.length, at: (index) => values[index] ?? '' },
      version: () => ruleVersion(rule),
    };
  });
  return {
    count: compiled.length,
    at(index) {
      const rule = compiled[index];
      if (!rule) throw new RangeError(`There is no rule ${index}.`);
      return rule;
    },
    wishes: () =>
      new Map(rules.flatMap(({ id, telling }) => (telling ? [[id, telling] as const] : []))),
  };
}
