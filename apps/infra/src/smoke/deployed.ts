import { setTimeout as sleep } from 'node:timers/promises';
import type { SmokeClients } from './smoke-clients.ts';
import type { ProbeQueue } from './probe-queue.ts';

/** What a command printed, and its exit code. */
export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** A pipeline with a probe, and how to look at it. */
export interface Deployed {
  /** Of the stack. */
  readonly name: string;
  /** By the names that `pipeline-stack.ts` and `probe.ts` give them. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly clients: SmokeClients;
  readonly probe: ProbeQueue;
  /** Runs `glyphwatch aws` with these arguments. */
  readonly glyphwatch: (...args: readonly string[]) => Promise<Ran>;
  /** Not an emulator. */
  readonly isAws: boolean;
  /** How long to wait for anything, and how long nothing more may come. */
  readonly waitMs: number;
  readonly quietMs: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

const PAUSE_MS = 1000;

type Waiting = Pick<Deployed, 'waitMs' | 'signal'>;

/** The first value that is not `undefined`. Rejects when the wait is over, and says what it waited for and saw last. */
export async function waitFor<T>(
  what: string,
  { waitMs, signal }: Waiting,
  look: () => Promise<T | undefined>,
  saw: () => string = () => 'nothing',
): Promise<T> {
  for (let left = waitMs; ; left -= PAUSE_MS) {
    signal.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    if (left <= 0) throw new Error(`${what}: not within ${waitMs / 1000} s; last seen: ${saw()}`);
    await sleep(PAUSE_MS, undefined, { signal });
  }
}
