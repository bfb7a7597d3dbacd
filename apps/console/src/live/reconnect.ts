import { effect } from '@preact/signals';
import { api } from '../api/calls.ts';
import { OfflineError, online } from '../api/request.ts';
import { refreshAll } from './mark.ts';

/** Waits between tries to reach the server again, in ms; the last one repeats. */
const WAITS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/** While the server cannot be reached, tries again; once it can, everything is asked again. */
export function startReconnecting(): void {
  let trying = false;
  effect(() => {
    if (online.value || trying) return;
    trying = true;
    void (async () => {
      for (let tried = 0; !(await answers()); tried += 1)
        await new Promise((wait) => setTimeout(wait, WAITS[Math.min(tried, WAITS.length - 1)]));
      trying = false;
      refreshAll();
    })();
  });
}

/** Any answer will do, also a refusal. */
async function answers(): Promise<boolean> {
  try {
    await api.me();
  } catch (error) {
    return !(error instanceof OfflineError);
  }
  return true;
}
