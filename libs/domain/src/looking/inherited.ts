import type { MatchRecord } from '../result.ts';
import type { Judgement } from './alert-reviews.ts';

/** A record, and the last judgement of its alert. */
export interface Judged {
  readonly record: Pick<MatchRecord, 'id' | 'matches'>;
  readonly judged?: Judgement;
}

/**
 * What a new record takes over from `earlier` ones of the same rule, image and version, in the order in which they were recorded;
 * `undefined` if it is `new`.
 */
export function inheritedJudgement(
  record: Pick<MatchRecord, 'matches'>,
  earlier: readonly Judged[],
): Judgement | undefined {
  const lastOf = new Map<string, Judgement | undefined>();
  for (const { record: before, judged } of earlier) {
    const given = judged && { ...judged, inheritedFrom: judged.inheritedFrom ?? before.id };
    for (const { fingerprint } of before.matches) lastOf.set(fingerprint, given);
  }
  const given = record.matches.map(({ fingerprint }) => lastOf.get(fingerprint));
  const [first] = given.toSorted((a, b) => (b?.at ?? 0) - (a?.at ?? 0));
  const isSame = given.every((one) => one !== undefined && one.verdict === first?.verdict);
  return isSame && first?.verdict !== 'new' ? first : undefined;
}
/** Whether a reminder about these rules ends: each of them has an alert of the image that was judged. */
export function endsReminder(
  ruleIds: readonly string[],
  alerts: readonly { readonly ruleId: string; readonly verdict: string }[],
): boolean {
  return ruleIds.every((ruleId) => {
    const ofRule = alerts.filter((alert) => alert.ruleId === ruleId);
    return ofRule.length > 0 && ofRule.every(({ verdict }) => verdict !== 'new');
  });
}

/** What a withdrawn reminder says. */
export function withdrawnBecause({ verdict, note }: Judgement): string {
  return note === undefined ? verdict : `${verdict}: ${note}`;
}
