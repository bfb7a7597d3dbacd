import type { Verdict } from '@glyphwatch/console-api/shapes';
import { useKeys } from '../keys/use-keys.ts';
import { can } from '../shell/me.ts';
import { navigate } from '../url/router.ts';
import { hrefOf } from '../url/route.ts';
import { judge } from '../verdicts/judge.ts';
import { isAlert } from './cells.ts';
import type { WallStore } from './wall-store.ts';

/** `a f r` judge what is selected, or the focused cell; `n` notes; `e` opens the rule. */
export function useActionKeys(store: WallStore, onNote: () => void): void {
  const give = (verdict: Verdict) => () => {
    if (can('judge')) void judgeChosen(store, verdict);
  };
  const editRule = () => {
    const [cell] = store.chosen();
    const rule = cell && (isAlert(cell) ? cell.ruleId : cell.ruleIds[0]);
    if (cell && rule) navigate(hrefOf('rules', { rule, image: cell.imageId }));
  };
  useKeys({
    a: give('confirmed'),
    f: give('false-alarm'),
    r: give('resolved'),
    n: () => can('judge') && onNote(),
    e: editRule,
  });
}

/** Judges what is chosen; what was selected is not any more. */
export async function judgeChosen(store: WallStore, verdict: Verdict): Promise<void> {
  const alerts = store.chosen().filter(isAlert);
  store.select([]);
  await judge(alerts, verdict);
}
