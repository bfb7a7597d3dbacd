import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 40_000;
const PAUSE_MS = 25;

/** What `ask` gives once it is neither undefined nor false; fails when that takes too long. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}`);
    await sleep(PAUSE_MS);
  }
}
