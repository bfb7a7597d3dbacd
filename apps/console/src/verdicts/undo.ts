import type { Verdict } from '@glyphwatch/console-api/shapes';
import { api } from '../api/calls.ts';
import { whyOf } from '../api/why-of.ts';
import { refreshAll } from '../live/mark.ts';
import { say, sayFailed } from '../parts/toast.tsx';
import { words } from '../words.ts';
import { takeJudged } from './judgements.ts';

/** What was done, as what undoes it: verdicts to give back, or the server's name for a bulk one. */
export type Step =
  | {
      readonly kind: 'alerts';
      readonly alerts: readonly {
        readonly id: string;
        readonly revision: number;
        readonly verdict: Verdict;
      }[];
    }
  | { readonly kind: 'query'; readonly undo: string };

const MOST_STEPS = 50;
const steps: Step[] = [];

export function remember(step: Step): void {
  if (step.kind === 'alerts' && step.alerts.length === 0) return;
  steps.push(step);
  if (steps.length > MOST_STEPS) steps.shift();
}

/** Gives the last step's alerts their verdicts back, unless somebody judged them since. */
export async function undoLast(): Promise<void> {
  const step = steps.pop();
  if (!step) return say(words.nothingToUndo);
  try {
    const overtaken = await putBack(step);
    if (overtaken > 0) sayFailed(words.undoOvertaken(overtaken));
    else say(words.undone);
  } catch (error) {
    steps.push(step);
    sayFailed(`${words.failed.undo} ${whyOf(error)}`);
  }
  refreshAll();
}

async function putBack(step: Step): Promise<number> {
  if (step.kind === 'query') {
    const answer = await api.undo(step.undo);
    takeJudged(answer);
    return answer.overtaken.length;
  }
  let overtaken = 0;
  for (const [verdict, alerts] of Map.groupBy(step.alerts, ({ verdict }) => verdict)) {
    for (let from = 0; from < alerts.length; from += 200) {
      const answer = await api.judge(alerts.slice(from, from + 200), verdict);
      takeJudged(answer);
      overtaken += answer.overtaken.length;
    }
  }
  return overtaken;
}
