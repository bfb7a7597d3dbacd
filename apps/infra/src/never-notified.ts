import {
  isToldOf,
  kindOf,
  NOTIFY_ON,
  type NotifyOn,
  receivedKinds,
  SEVERITIES,
  type Severity,
  type Status,
} from '@glyphwatch/domain';
import { type FieldPath, suggestion } from '@glyphwatch/document-reader';
import { channelsOf } from '@glyphwatch/pipeline/channels';
import type { Rule } from '@glyphwatch/watchlist';
import type { InfraSettings } from './settings.ts';

export interface Contradiction {
  readonly path: FieldPath;
  readonly message: string;
}

/** Subscriptions that would never receive anything, without anybody noticing. Unknown rules are not checked. */
export function neverNotified(
  { subscribers, notifyOn }: InfraSettings,
  rules: readonly Rule[] | undefined,
): Contradiction[] {
  return subscribers.flatMap(({ rules: named = [], severities, outcomes = [] }, index) => {
    const at = (...field: FieldPath): FieldPath => ['subscribers', index, ...field];
    const unknown = rules
      ? named.flatMap((id, entry) => {
          const message = whyNoMessage(id, rules);
          return message === undefined ? [] : [{ path: at('rules', entry), message }];
        })
      : [];
    const tooMild =
      rules && severities && unknown.length === 0
        ? whyTooMild(severities, named, rules)
        : undefined;
    return [
      ...unknown,
      ...(tooMild === undefined ? [] : [{ path: at('severities'), message: tooMild }]),
      ...outcomes.flatMap((outcome, entry) => {
        const words = wordsFor(outcome);
        if (words.some((word) => notifyOn.includes(word))) return [];
        const advice = words[0] ? `: add ${words[0]} to notifyOn` : '';
        return [{ path: at('outcomes', entry), message: `is never sent${advice}` }];
      }),
    ];
  });
}

const { people } = channelsOf(receivedKinds(['matches']));

function tellsPeople(rule: Rule): boolean {
  return rule.enabled && rule.kind !== 'ignore' && isToldOf(people, rule);
}

function whyNoMessage(id: string, rules: readonly Rule[]): string | undefined {
  const rule = rules.find((one) => one.id === id);
  if (!rule)
    return `is not a rule${suggestion(
      id,
      rules.map((one) => one.id),
    )}`;
  if (tellsPeople(rule)) return undefined;
  if (!rule.enabled) return 'is a disabled rule, which never matches';
  if (rule.kind === 'ignore') return 'is an ignore rule, which tells nobody';
  return `is a rule that does not tell the channel ${people.name} (notify.channels)`;
}

/** A message has the highest severity of all rules that matched an image, and is filtered by that. */
function whyTooMild(
  wanted: readonly Severity[],
  named: readonly string[],
  rules: readonly Rule[],
): string | undefined {
  const telling = rules.filter(tellsPeople);
  const possible = new Set(telling.flatMap(severitiesOf));
  const meant = named.length === 0 ? telling : telling.filter(({ id }) => named.includes(id));
  const mildest = Math.min(...meant.flatMap(severitiesOf).map(rankOf));
  const isTold = wanted.some((one) => possible.has(one) && rankOf(one) >= mildest);
  if (isTold) return undefined;
  const whose = named.length === 0 ? 'no rule' : 'none of these rules';
  return `are never sent: ${whose} is ${wanted.join(' or ')}`;
}

function severitiesOf({ severity }: Rule): Severity[] {
  if (typeof severity === 'string') return [severity];
  return SEVERITIES.filter((one) => severity[one] !== undefined);
}

function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function wordsFor(outcome: Status): readonly NotifyOn[] {
  if (outcome === 'PROCESSING') return [];
  return NOTIFY_ON.filter((word) => receivedKinds([word]).has(kindOf(outcome)));
}
