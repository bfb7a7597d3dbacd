import type { Worker } from 'node:worker_threads';

const CHECK_MS = 250;
/** A busy machine gives a thread a part of its time; one that does nothing for so long never will. */
const MOST_WAITING = 5;

/**
 * Aborts `signal` once a thread has computed for so many seconds. Seconds of the clock would refuse sound pages on a busy
 * machine; they count only when the thread takes several times as long.
 */
export class CpuLimit implements Disposable {
  readonly #end = new AbortController();
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(worker: Worker, seconds: number) {
    const before = cpuOf(worker);
    const check = async (): Promise<void> => {
      if ((await cpuOf(worker)) - (await before) >= seconds * 1e6) this.#end.abort();
    };
    this.#timers = [
      setInterval(() => void check(), CHECK_MS),
      setTimeout(() => this.#end.abort(), seconds * MOST_WAITING * 1000),
    ];
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}

/** Microseconds; 0 before it has started and after it has ended. */
async function cpuOf(worker: Worker): Promise<number> {
  const used = await worker.cpuUsage().catch(() => undefined);
  return used ? used.user + used.system : 0;
}
