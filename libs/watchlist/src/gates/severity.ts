import { SEVERITIES, type Severity } from '@glyphwatch/domain';
import type { SeverityRule } from '../rule.ts';

/** `undefined` below the first step. */
export function severityOf(rule: SeverityRule, count: number): Severity | undefined {
  if (typeof rule === 'string') return rule;
  return SEVERITIES.findLast((severity) => count >= (rule[severity] ?? Infinity));
}

/** The lowest count that has a severity. */
export function firstStep(rule: SeverityRule): number {
  return typeof rule === 'string' ? 1 : Math.min(...Object.values(rule));
}
