import { type ResultSummary, VERDICTS, type Verdict } from '@glyphwatch/domain';
import { imageCell } from '@glyphwatch/console-api/image-cell';
import type { ForecastProgress, RuleProgress } from './forecast-task.ts';

const MOST_SHOWN = 12;

/** Adds up what changes, rule by rule. */
export class ForecastCounts {
  readonly #rules = new Map<string, RuleProgress>();
  images = 0;
  unread = 0;
  total = 0;

  added(ruleId: string, summary: ResultSummary): void {
    const rule = this.#rule(ruleId);
    rule.added += 1;
    if (rule.addedIn.length < MOST_SHOWN) rule.addedIn.push(imageCell(summary));
  }

  gone(ruleId: string, verdict: Verdict, summary: ResultSummary): void {
    const rule = this.#rule(ruleId);
    rule.gone += 1;
    rule.goneByVerdict[verdict] += 1;
    // What people found right is shown first.
    const isWorse = verdict === 'confirmed';
    if (isWorse) rule.goneFrom.unshift(imageCell(summary));
    else if (rule.goneFrom.length < MOST_SHOWN) rule.goneFrom.push(imageCell(summary));
    rule.goneFrom.length = Math.min(MOST_SHOWN, rule.goneFrom.length);
  }

  same(ruleId: string): void {
    this.#rule(ruleId).same += 1;
  }

  progress(state: ForecastProgress['state']): ForecastProgress {
    const { images, unread, total } = this;
    const rules = [...this.#rules.values()].sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
    return { state, images, unread, total: Math.max(total, images + unread), rules };
  }

  #rule(ruleId: string): RuleProgress {
    const known = this.#rules.get(ruleId);
    if (known) return known;
    const none = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0]));
    const goneByVerdict = none as Record<Verdict, number>;
    const counts = { added: 0, gone: 0, same: 0 };
    const rule = { ruleId, ...counts, goneByVerdict, addedIn: [], goneFrom: [] };
    this.#rules.set(ruleId, rule);
    return rule;
  }
}
