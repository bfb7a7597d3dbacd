import { setTimeout as sleep } from 'node:timers/promises';

const TIMEOUT_MS = 40_000;
const PAUSE_MS = 25;

/** Polls until `ask` returns neither undefined nor false, and resolves to that. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const end = Date.now() + TIMEOUT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`Timed out waiting until ${what}`);
    await sleep(PAUSE_MS);
  }
}
