import type { AlertCell, Judged, Verdict, WallQuery } from '@glyphwatch/console-api/shapes';
import { api } from '../api/calls.ts';
import { whyOf } from '../api/why-of.ts';
import { refreshAll } from '../live/mark.ts';
import { say, sayFailed } from '../parts/toast.tsx';
import { me } from '../shell/me.ts';
import { words } from '../words.ts';
import { current, showVerdict, takeJudged } from './judgements.ts';
import { remember, undoLast, type Step } from './undo.ts';

/** `POST api/alerts/judge` takes at most so many. */
const MOST = 200;

/** Shows the verdict at once, then sends it. What fails or was overtaken is put back and said. Resolves to whether it was sent. */
export async function judge(
  cells: readonly AlertCell[],
  verdict: Verdict,
  note?: string,
): Promise<boolean> {
  const alerts = cells.map(current);
  if (alerts.length === 0) return true;
  const by = me.value?.name;
  const putBack = showVerdict(alerts, verdict, by);
  const answers: Judged[] = [];
  try {
    for (let from = 0; from < alerts.length; from += MOST)
      answers.push(await api.judge(alerts.slice(from, from + MOST), verdict, note));
  } catch (error) {
    putBack();
    for (const answer of answers) takeJudged(answer, by);
    sayFailed(`${words.failed.judge(alerts.length)} ${whyOf(error)}`, {
      label: words.tryAgain,
      run: () => void judge(cells, verdict, note),
    });
    return false;
  }
  for (const answer of answers) takeJudged(answer, by);
  remember(stepOf(alerts, answers));
  const isNote = alerts.every((alert) => alert.verdict === verdict);
  tell(answers, isNote ? words.noted : (count) => words.judged(count, verdict));
  return true;
}

/** All that the query lists, if it still lists `expected`. Resolves to whether it was done. */
export async function judgeAll(
  query: WallQuery,
  verdict: Verdict,
  expected: number,
  note?: string,
): Promise<boolean> {
  try {
    const answer = await api.judgeAll(query, verdict, expected, note);
    takeJudged(answer, me.value?.name);
    if (answer.undo !== undefined) remember({ kind: 'query', undo: answer.undo });
    tell([answer], (count) => words.judged(count, verdict), answer.n);
    refreshAll();
    return true;
  } catch (error) {
    sayFailed(`${words.failed.judge(expected)} ${whyOf(error)}`);
    return false;
  }
}

/** What puts each alert back to the verdict that it had. */
function stepOf(before: readonly AlertCell[], answers: readonly Judged[]): Step {
  const verdicts = new Map(before.map(({ id, verdict }) => [id, verdict]));
  const alerts = answers
    .flatMap(({ alerts }) => alerts)
    .flatMap(({ id, revision }) => {
      const verdict = verdicts.get(id);
      return verdict === undefined ? [] : [{ id, revision, verdict }];
    });
  return { kind: 'alerts', alerts };
}

function tell(answers: readonly Judged[], done: (count: number) => string, n?: number): void {
  const overtaken = answers.flatMap((answer) => answer.overtaken).length;
  const count = n ?? answers.flatMap(({ alerts }) => alerts).length;
  if (overtaken > 0) {
    refreshAll();
    return sayFailed(words.overtaken(overtaken, count));
  }
  say(done(count), { label: words.undo, keys: 'u', run: () => void undoLast() });
}
