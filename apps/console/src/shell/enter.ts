import { signal } from '@preact/signals';
import { api } from '../api/calls.ts';
import { carryToken, signedOut } from '../api/request.ts';
import { startEvents } from '../live/events.ts';
import { mark, sawMark } from '../live/mark.ts';
import { signInPlace } from '../sign-in/place.ts';
import { me } from './me.ts';

/** Why the page cannot begin, other than a missing session. */
export const enterError = signal<unknown>(undefined);

let events = false;

/**
 * Trades the token of the opened address for a session, which then is gone from address and history, or has people sign in; asks who
 * is here.
 */
export async function enter(token = tokenOf(location.hash)): Promise<void> {
  if (location.hash.startsWith('#token='))
    history.replaceState(history.state, '', location.pathname + location.search);
  try {
    const place = signInPlace();
    if (place) carryToken(await (await import('../sign-in/sign-in.ts')).tokenFor(place));
    else if (token) await api.openSession(token);
    signedOut.value = false;
    await ask();
    enterError.value = undefined;
  } catch (error) {
    enterError.value = error;
  }
}

export function tokenOf(hash: string): string | undefined {
  return /^#token=(.+)$/.exec(hash.trim())?.[1];
}

async function ask(): Promise<void> {
  const answer = await api.me();
  me.value = answer;
  sawMark(answer.mark);
  if (events) return;
  events = true;
  startEvents(answer.can);
  // Rules and rights may change while the page is open.
  mark.subscribe(() => {
    void api.me().then(
      (again) => {
        if (JSON.stringify(again) !== JSON.stringify(me.peek())) me.value = again;
      },
      () => undefined,
    );
  });
}
