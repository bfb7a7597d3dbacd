import { api } from '../api/calls.ts';
import { whyOf } from '../api/why-of.ts';
import { refreshAll } from '../live/mark.ts';
import { say, sayFailed } from '../parts/toast.tsx';
import { words } from '../words.ts';

/** Refused messages wait again. */
export const retry = (what: { ids?: string[]; channel?: string }) => tell(() => api.retry(what));

/** Waiting messages are tried now, not at their time. */
export const tellNow = () => tell(() => api.tellNow());

async function tell(call: () => Promise<{ n: number }>): Promise<void> {
  try {
    const { n } = await call();
    say(words.retried(n));
  } catch (error) {
    sayFailed(`${words.failed.retry} ${whyOf(error)}`);
  }
  refreshAll();
}
