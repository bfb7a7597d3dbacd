import type { Deployed } from './deployed.ts';
import type { Step } from './steps.ts';

export interface Outcome {
  readonly name: string;
  /** `not shown`: only a real account can show it. `not tried`: something that it needs failed. */
  readonly state: 'passed' | 'failed' | 'not shown' | 'not tried';
  /** What was seen, or why not. */
  readonly detail: string;
  readonly seconds: number;
}

/** Runs all, also after a failure, until the signal aborts. `say` gets each outcome at once. */
export async function runSteps(
  steps: readonly Step[],
  deployed: Deployed,
  say: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    if (deployed.signal.aborted) break;
    const hasRows = outcomes.every(({ name, state }) => name !== 'rows' || state === 'passed');
    const outcome = await runStep(step, deployed, hasRows);
    outcomes.push(outcome);
    say(outcome);
  }
  return outcomes;
}

async function runStep(
  { name, onlyOnAws, needsRows = false, run }: Step,
  deployed: Deployed,
  hasRows: boolean,
): Promise<Outcome> {
  const start = performance.now();
  const ended = (state: Outcome['state'], detail: string): Outcome => ({
    ...{ name, state, detail },
    seconds: (performance.now() - start) / 1000,
  });
  if (onlyOnAws !== undefined && !deployed.isAws) return ended('not shown', onlyOnAws);
  if (needsRows && !hasRows) return ended('not tried', 'the samples were not read');
  try {
    return ended('passed', await run(deployed));
  } catch (error) {
    return ended('failed', error instanceof Error ? error.message : String(error));
  }
}
