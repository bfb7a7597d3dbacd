import type { RuleResource } from '../template/read-resources.ts';
import type { EventBus } from './event-bus.ts';
import { intervalOf } from './schedule.ts';

/** Runs each scheduled rule whenever it is due. */
export function runSchedules(rules: readonly RuleResource[], bus: EventBus): NodeJS.Timeout[] {
  return rules.flatMap((rule) =>
    rule.schedule === undefined
      ? []
      : [setInterval(() => void bus.fire(rule), intervalOf(rule.schedule))],
  );
}
