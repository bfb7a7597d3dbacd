import type { BigIntStats } from 'node:fs';
import type { stat } from 'node:fs/promises';

/** A writer may pause that long inside a file, milliseconds. */
export const PATIENCE_MS = 30_000;

export interface SettlingParts {
  /** Calls `work` after the settling time, or with `patiently` after PATIENCE_MS. Returns a function that cancels it. */
  readonly later: (work: () => Promise<void>, patiently: boolean) => () => void;
  /** Looks at a link itself, or at what it leads to. */
  readonly stat: typeof stat;
  /** Whether the file ends as files of its kind do: see `looksWhole`. */
  readonly isWhole: (path: string) => Promise<boolean>;
  /** Resolves to whether the file was passed on, `again` if it had been before. */
  readonly onComplete: (path: string, again: boolean) => Promise<boolean>;
}

interface FileState {
  /** Differs once the file was replaced or written to. */
  readonly print: string;
  /** `quiet` files are complete if they are whole. */
  readonly is: 'complete' | 'quiet' | 'fresh';
}

interface Completed {
  readonly print: string;
  isPassedOn: boolean;
}

interface WaitedFor {
  readonly print: string;
  readonly patiently: boolean;
}

interface Waiting extends WaitedFor {
  readonly cancel: () => void;
}

/**
 * Distinguishes complete files from those that are still being written.
 *
 *     check ─▶ renamed into place? ──yes──▶ complete
 *                │no
 *                ▼           same size and time
 *              wait ──▶ check again ──▶ whole? ──yes──▶ complete
 *                ▲            │changed    │no
 *                └────────────┘           ▼
 *                                 wait patiently ──▶ complete, perhaps damaged
 */
export class Settling {
  readonly #later: SettlingParts['later'];
  readonly #isWhole: SettlingParts['isWhole'];
  readonly #onComplete: SettlingParts['onComplete'];
  readonly #stat: SettlingParts['stat'];
  readonly #waiting = new Map<string, Waiting>();
  /** So that a change of permissions alone does not complete a file again. */
  readonly #completed = new Map<string, Completed>();
  #isStopped = false;

  constructor({ later, isWhole, onComplete, stat }: SettlingParts) {
    this.#later = later;
    this.#isWhole = isWhole;
    this.#onComplete = onComplete;
    this.#stat = stat;
  }

  /** A file last touched before `quietBefore` (milliseconds since 1970) is complete at once. */
  async check(path: string, quietBefore = 0): Promise<void> {
    await this.#check(path, quietBefore);
  }

  /** The file was removed; if it comes back, it is new. Returns whether it had been passed on. */
  forget(path: string): boolean {
    this.#stopWaiting(path);
    const completed = this.#completed.get(path);
    this.#completed.delete(path);
    return completed?.isPassedOn ?? false;
  }

  stop(): void {
    this.#isStopped = true;
    for (const path of [...this.#waiting.keys()]) this.#stopWaiting(path);
  }

  async #check(path: string, quietBefore: number, waitedFor?: WaitedFor): Promise<void> {
    const state = stateFrom(
      await this.#stat(path, { bigint: true }).catch(() => undefined),
      quietBefore,
    );
    if (this.#isStopped) return;
    if (!state) this.forget(path);
    else if (this.#completed.get(path)?.print === state.print) this.#stopWaiting(path);
    else if (state.is === 'complete') await this.#complete(path, state);
    else if (state.is === 'quiet' || state.print === waitedFor?.print) {
      const isComplete = waitedFor?.patiently || (await this.#isWhole(path));
      // Meanwhile another check may have passed it on.
      if (this.#isStopped || this.#completed.get(path)?.print === state.print) return;
      if (isComplete) await this.#complete(path, state);
      else this.#wait(path, state, true);
    } else if (this.#waiting.get(path)?.print !== state.print) this.#wait(path, state, false);
  }

  async #complete(path: string, { print }: FileState): Promise<void> {
    this.#stopWaiting(path);
    const isPassedOn = this.#completed.get(path)?.isPassedOn ?? false;
    const completed = { print, isPassedOn };
    this.#completed.set(path, completed);
    completed.isPassedOn = await this.#onComplete(path, isPassedOn);
  }

  #wait(path: string, { print }: FileState, patiently: boolean): void {
    this.#stopWaiting(path);
    const waited = { print, patiently };
    const cancel = this.#later(() => {
      this.#waiting.delete(path);
      return this.#check(path, 0, waited);
    }, patiently);
    this.#waiting.set(path, { ...waited, cancel });
  }

  #stopWaiting(path: string): void {
    this.#waiting.get(path)?.cancel();
    this.#waiting.delete(path);
  }
}

/** `undefined` for anything that is missing, inaccessible or not a file. */
function stateFrom(stats: BigIntStats | undefined, quietBefore: number): FileState | undefined {
  if (!stats?.isFile()) return undefined;
  const { size, mtimeNs: written, ctimeNs: touched, ino } = stats;
  // Writing sets both times; renaming, the last step of every careful program, sets only the second.
  const wasRenamed = touched > written && size > 0n;
  const isQuietSince = (time: number): boolean => written < ns(time) && touched < ns(time);
  const isComplete = wasRenamed || isQuietSince(quietBefore - PATIENCE_MS);
  const quiet = isQuietSince(quietBefore) ? 'quiet' : 'fresh';
  return { print: `${ino}/${size}/${written}`, is: isComplete ? 'complete' : quiet };
}

function ns(milliseconds: number): bigint {
  return BigInt(Math.floor(milliseconds)) * 1_000_000n;
}
