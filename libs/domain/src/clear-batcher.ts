import type { ResultStore } from './ports.ts';

/** Clears at once, but in few steps: what comes in during one step is cleared by the next. */
export class ClearBatcher {
  readonly #store: Pick<ResultStore, 'clear'>;
  readonly #imageId: string;
  #sent: string[] = [];
  #recorded: readonly string[];
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** `recorded` is cleared by the first step. */
  constructor(store: Pick<ResultStore, 'clear'>, imageId: string, recorded: readonly string[]) {
    this.#store = store;
    this.#imageId = imageId;
    this.#recorded = recorded;
  }

  /** Resolves once the notification is cleared. */
  sent(notificationId: string): Promise<void> {
    this.#sent.push(notificationId);
    return this.finish();
  }

  /** Resolves once everything so far is cleared. */
  finish(): Promise<void> {
    const clear = () => this.#clear();
    this.#next ??= this.#running.then(clear, clear);
    return this.#next;
  }

  #clear(): Promise<void> {
    const [sent, recorded] = [this.#sent, this.#recorded];
    this.#next = undefined;
    if (sent.length + recorded.length === 0) return Promise.resolve();
    [this.#sent, this.#recorded] = [[], []];
    this.#running = this.#store.clear(this.#imageId, { sent, recorded });
    return this.#running;
  }
}
