import type { Result, ScanOutcome } from './result.ts';
import type { RuleMatch } from './watchlist.ts';

/** What other rules would find in stored text. Image ids are in the order of the walk, newest first. */
export interface Forecast {
  /** Images whose stored text was matched again. */
  readonly images: number;
  /** Images without stored text: never read, unsupported or gone. */
  readonly unread: number;
  /** Images about which a new notification would be sent. */
  readonly wouldAlert: readonly string[];
  /** Pairs of rule and image. */
  readonly new: number;
  readonly gone: number;
  readonly same: number;
  /** Every rule that matches now or matched before, by id. */
  readonly rules: readonly RuleForecast[];
}

export interface RuleForecast {
  readonly ruleId: string;
  readonly wouldAlert: readonly string[];
  readonly newIn: readonly string[];
  readonly goneFrom: readonly string[];
  readonly sameIn: readonly string[];
}

/** Adds up what changes, image by image. */
export class ForecastTally {
  readonly #rules = new Map<string, Record<Exclude<keyof RuleForecast, 'ruleId'>, string[]>>();
  readonly #wouldAlert: string[] = [];
  #images = 0;
  #unread = 0;

  addUnread(): void {
    this.#unread += 1;
  }

  /** `alerting`: the rules with a new notification. */
  add(before: Result, after: ScanOutcome, alerting: ReadonlySet<string>): void {
    const { imageId } = before;
    const [old, now] = [idsOf(before.ruleMatches), idsOf(after.ruleMatches)];
    this.#images += 1;
    if (alerting.size > 0) this.#wouldAlert.push(imageId);
    for (const id of alerting) this.#rule(id).wouldAlert.push(imageId);
    for (const id of now) this.#rule(id)[old.has(id) ? 'sameIn' : 'newIn'].push(imageId);
    for (const id of old) if (!now.has(id)) this.#rule(id).goneFrom.push(imageId);
  }

  forecast(): Forecast {
    const byId = [...this.#rules].sort(([a], [b]) => (a < b ? -1 : 1));
    const rules = byId.map(([ruleId, images]) => ({ ruleId, ...images }));
    const count = (key: 'newIn' | 'goneFrom' | 'sameIn'): number =>
      rules.reduce((sum, rule) => sum + rule[key].length, 0);
    return {
      images: this.#images,
      unread: this.#unread,
      wouldAlert: this.#wouldAlert,
      new: count('newIn'),
      gone: count('goneFrom'),
      same: count('sameIn'),
      rules,
    };
  }

  #rule(ruleId: string) {
    const known = this.#rules.get(ruleId);
    if (known) return known;
    const rule = { wouldAlert: [], newIn: [], goneFrom: [], sameIn: [] };
    this.#rules.set(ruleId, rule);
    return rule;
  }
}

/** Whether the same rules, with the same meaning, found the same. */
export function foundTheSame(before: Result, after: ScanOutcome): boolean {
  return findings(before.ruleMatches) === findings(after.ruleMatches);
}

function findings(ruleMatches: readonly RuleMatch[]): string {
  const each = ruleMatches.map(({ ruleId, ruleVersion, matches }) =>
    JSON.stringify([ruleId, ruleVersion, matches.map(({ fingerprint }) => fingerprint).sort()]),
  );
  return each.sort().join();
}

function idsOf(ruleMatches: readonly RuleMatch[]): Set<string> {
  return new Set(ruleMatches.map(({ ruleId }) => ruleId));
}
