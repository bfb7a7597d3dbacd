import { type Channel, DEFAULT_CHANNEL, isToldOf } from '@glyphwatch/domain';
import { suggestion } from '@glyphwatch/document-reader';
import type { Rule } from '../rule.ts';
import type { RuleWarning } from './check-rule-set.ts';

const PATH = ['notify', 'channels'];

/** Channel names that do not exist, and rules whose matches no channel would be told of. */
export function neverTold(
  rules: readonly Rule[],
  channels: readonly Channel[],
): readonly RuleWarning[] {
  return rules.flatMap((rule) => {
    const unknown = rule.channels.flatMap((name) => unknownName(name, channels) ?? []);
    const silent = unknown.length === 0 ? whyNobody(rule, channels) : undefined;
    return [...unknown, ...(silent === undefined ? [] : [silent])].map((message) => ({
      ruleId: rule.id,
      path: PATH,
      message,
    }));
  });
}

function unknownName(name: string, channels: readonly Channel[]): string | undefined {
  const names = channels.map((channel) => channel.name);
  if (name === DEFAULT_CHANNEL || names.includes(name)) return undefined;
  const known = names.length > 0 ? `; there are ${names.join(', ')}` : '; there are none';
  return `no channel "${name}" in the settings${suggestion(name, names) || known}`;
}

function whyNobody(rule: Rule, channels: readonly Channel[]): string | undefined {
  // Settings without any channel mean it.
  if (!rule.enabled || rule.kind === 'ignore' || channels.length === 0) return undefined;
  const told = channels.filter((channel) => isToldOf(channel, rule));
  if (told.some(({ receives }) => receives.has('matched'))) return undefined;
  const names = told.map(({ name }) => name).join(', ');
  return names === ''
    ? 'nobody is told: every channel has default: false; name one here'
    : `nobody is told: ${names} does not receive matches (notifyOn)`;
}
