import type { QuietHours } from './quiet-hours.ts';

/** What counts as the same for people. */
export const GROUP_FIELDS = ['ruleId', 'severity', 'bucket', 'folder', 'text'] as const;
export type GroupField = (typeof GROUP_FIELDS)[number];

/** How a rule wants to be told: where it is silent, the channel decides. */
export interface RuleTelling {
  readonly groupBy?: readonly GroupField[];
  readonly cooldownMs?: number;
  readonly quietHours?: QuietHours;
  readonly template?: Template;
}

export const TEMPLATE_FIELDS = [
  'severity',
  'rule',
  'description',
  'count',
  'folder',
  'text',
  'time',
  'link',
] as const;
export type TemplateField = (typeof TEMPLATE_FIELDS)[number];

/** A team's own words, with `{field}`s. */
export interface Template {
  readonly subject?: string;
  readonly note?: string;
}
