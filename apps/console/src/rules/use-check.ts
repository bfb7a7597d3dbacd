import { useEffect } from 'preact/hooks';
import { api } from '../api/calls.ts';
import { problems, type Draft } from './draft.ts';
import { useSettled } from './use-settled.ts';

/** Problems of what is in the editor, a moment after it was typed. While they are asked for, the last ones stay. */
export function useCheck(draft: Draft | undefined): void {
  const settled = useSettled(draft, 300);
  useEffect(() => {
    if (!settled) return;
    const ending = new AbortController();
    api.check(settled.name, settled.text, ending.signal).then(
      (answer) => (problems.value = answer.problems),
      () => undefined,
    );
    return () => ending.abort();
  }, [settled?.name, settled?.text]);
}
