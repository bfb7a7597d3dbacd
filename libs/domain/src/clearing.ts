import type { ClearedIds, ResultStore } from './ports.ts';

/**
 * Takes what is told and recorded off a result, at once, but in as few steps as that takes: what is done while a step
 * is under way goes with the next.
 */
export class Clearing {
  readonly #store: Pick<ResultStore, 'clear'>;
  readonly #imageId: string;
  #told: string[] = [];
  #recorded: string[];
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** `recorded` goes with the first step, whatever that is about. */
  constructor(store: Pick<ResultStore, 'clear'>, imageId: string, recorded: readonly string[]) {
    this.#store = store;
    this.#imageId = imageId;
    this.#recorded = [...recorded];
  }

  /** Resolves once it is cleared. */
  told(notificationId: string): Promise<void> {
    this.#told.push(notificationId);
    return this.finish();
  }

  /** Resolves once everything so far is cleared. */
  finish(): Promise<void> {
    this.#next ??= this.#running.then(
      () => this.#clear(),
      () => this.#clear(),
    );
    return this.#next;
  }

  #clear(): Promise<void> {
    const done: ClearedIds = { told: this.#told, recorded: this.#recorded };
    this.#next = undefined;
    if (this.#told.length + this.#recorded.length === 0) return Promise.resolve();
    [this.#told, this.#recorded] = [[], []];
    this.#running = this.#store.clear(this.#imageId, done);
    return this.#running;
  }
}
