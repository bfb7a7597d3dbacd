import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { mark, slowMark } from '../live/mark.ts';

export interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly loading: boolean;
}

const MARKS = { now: mark, slowly: slowMark };

/**
 * Asks when `key` changes and again whenever the server has something new; the last data of the same key stay meanwhile.
 * An undefined key asks nothing. A later question ends an earlier one.
 */
export function useAnswer<T>(
  key: string | undefined,
  ask: (signal: AbortSignal) => Promise<T>,
  { live = 'now' }: { live?: keyof typeof MARKS | 'never' } = {},
): Answer<T> {
  const state = useSignal<Answer<T> & { readonly key?: string | undefined }>({ loading: true });
  const seen = live === 'never' ? '' : MARKS[live].value;
  useEffect(() => {
    if (key === undefined) return;
    const ending = new AbortController();
    if (state.peek().key !== key) state.value = { key, loading: true };
    ask(ending.signal).then(
      (data) => {
        if (!ending.signal.aborted) state.value = { key, data, loading: false };
      },
      (error: unknown) => {
        if (!ending.signal.aborted) state.value = { ...state.peek(), error, loading: false };
      },
    );
    return () => ending.abort();
  }, [key, seen]);
  return state.value.key === key ? state.value : { loading: key !== undefined };
}
