import { receivedKinds, kindOf, NOTIFY_ON, type NotifyOn, type Status } from '@glyphwatch/domain';
import { type FieldPath, suggestion } from '@glyphwatch/document-reader';
import type { RuleSet } from '@glyphwatch/watchlist';
import type { InfraSettings } from './settings.ts';

export interface Contradiction {
  readonly path: FieldPath;
  readonly message: string;
}

/** Subscriptions that would never receive anything, without anybody noticing. */
export function neverNotified(
  { subscribers, notifyOn }: InfraSettings,
  ruleSet: RuleSet | undefined,
): Contradiction[] {
  const ruleIds = ruleSet?.rules.map(({ id }) => id);
  return subscribers.flatMap(({ rules = [], outcomes = [] }, index) => [
    ...rules.flatMap((id, at) =>
      ruleIds === undefined || ruleIds.includes(id)
        ? []
        : [
            {
              path: pathOf(index, 'rules', at),
              message: `is not a rule${suggestion(id, ruleIds)}`,
            },
          ],
    ),
    ...outcomes.flatMap((outcome, at) => {
      const words = wordsFor(outcome);
      if (words.some((word) => notifyOn.includes(word))) return [];
      const advice = words[0] ? `: add ${words[0]} to notifyOn` : '';
      return [{ path: pathOf(index, 'outcomes', at), message: `is never sent${advice}` }];
    }),
  ]);
}

function wordsFor(outcome: Status): readonly NotifyOn[] {
  if (outcome === 'PROCESSING') return [];
  return NOTIFY_ON.filter((word) => receivedKinds([word]).has(kindOf(outcome)));
}

function pathOf(subscriber: number, field: string, at: number): FieldPath {
  return ['subscribers', subscriber, field, at];
}
