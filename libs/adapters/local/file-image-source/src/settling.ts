import { stat } from 'node:fs/promises';

export interface SettlingParts {
  /** Calls `work` after the time in which a complete file stays as it is. Gives a function that takes it back. */
  readonly later: (work: () => Promise<void>) => () => void;
  readonly onComplete: (path: string) => void;
}

interface Sight {
  /** Differs when the file was replaced, or written to. */
  readonly print: string;
  readonly isComplete: boolean;
}

interface Waiting {
  readonly print: string;
  readonly cancel: () => void;
}

/**
 * Tells files that are complete from those that somebody still writes to.
 *
 *     look ──▶ renamed into place? ──yes──▶ complete
 *                │no
 *                ▼           same size and time
 *              wait ──▶ look again ─────────────▶ complete
 *                ▲            │changed
 *                └────────────┘
 */
export class Settling {
  readonly #later: SettlingParts['later'];
  readonly #onComplete: SettlingParts['onComplete'];
  readonly #waiting = new Map<string, Waiting>();
  /** What was handed on, so that a change of rights alone does not hand it on again. */
  readonly #completed = new Map<string, string>();
  #isStopped = false;

  constructor({ later, onComplete }: SettlingParts) {
    this.#later = later;
    this.#onComplete = onComplete;
  }

  /** `quietBefore`: a file that nobody touched since this moment (milliseconds since 1970) is complete at once. */
  async look(path: string, quietBefore = 0): Promise<void> {
    await this.#look(path, quietBefore);
  }

  /** The file went. Should it come back, it is a new one. Tells whether it was handed on before. */
  forget(path: string): boolean {
    this.#stopWaiting(path);
    return this.#completed.delete(path);
  }

  stop(): void {
    this.#isStopped = true;
    for (const path of [...this.#waiting.keys()]) this.#stopWaiting(path);
  }

  async #look(path: string, quietBefore: number, waitedFor?: string): Promise<void> {
    const sight = await sightOf(path, quietBefore);
    if (this.#isStopped) return;
    if (!sight) this.forget(path);
    else if (this.#completed.get(path) === sight.print) this.#stopWaiting(path);
    else if (sight.isComplete || sight.print === waitedFor) this.#complete(path, sight);
    else if (this.#waiting.get(path)?.print !== sight.print) this.#wait(path, sight);
  }

  #complete(path: string, { print }: Sight): void {
    this.#stopWaiting(path);
    this.#completed.set(path, print);
    this.#onComplete(path);
  }

  #wait(path: string, { print }: Sight): void {
    this.#stopWaiting(path);
    const cancel = this.#later(() => {
      this.#waiting.delete(path);
      return this.#look(path, 0, print);
    });
    this.#waiting.set(path, { print, cancel });
  }

  #stopWaiting(path: string): void {
    this.#waiting.get(path)?.cancel();
    this.#waiting.delete(path);
  }
}

/** `undefined` for what is not there, not ours to see, or not a file. */
async function sightOf(path: string, quietBefore: number): Promise<Sight | undefined> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  if (!stats?.isFile()) return undefined;
  const { size, mtimeNs: written, ctimeNs: touched, ino } = stats;
  // Writing sets both times; renaming, as every careful program ends, sets only the second.
  const wasRenamed = touched > written && size > 0n;
  const isQuiet = written < ns(quietBefore) && touched < ns(quietBefore);
  return { print: `${ino}/${size}/${written}`, isComplete: wasRenamed || isQuiet };
}

function ns(milliseconds: number): bigint {
  return BigInt(Math.floor(milliseconds)) * 1_000_000n;
}
