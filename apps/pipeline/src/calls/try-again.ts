import { setTimeout as sleep } from 'node:timers/promises';
import { failureKind, statusOf } from '@glyphwatch/aws-failures';

export interface Patience {
  readonly maxAttempts: number;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

const FIRST_PAUSE_MS = 100;
/** Whoever was throttled waits longer. */
const THROTTLED_PAUSE_MS = 500;

/** As the SDK does: when another try may succeed, after a growing pause at random. */
export async function tryAgain<T>(
  { maxAttempts, wait = sleep }: Patience,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isLast = attempt >= maxAttempts || signal?.aborted;
      if (isLast || failureKind(error) !== 'transient') throw error;
      await wait(Math.random() * pauseAfter(error) * 2 ** (attempt - 1));
    }
  }
}

function pauseAfter(error: unknown): number {
  const status = statusOf(error) ?? 500;
  return status < 500 ? THROTTLED_PAUSE_MS : FIRST_PAUSE_MS;
}
