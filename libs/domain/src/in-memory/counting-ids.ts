import type { Ids } from '../index.ts';

/** Predictable ids. */
export class CountingIds implements Ids {
  readonly #process: string;
  #owners = 0;

  /** Two instances for one store need different names. */
  constructor(process = 'owner') {
    this.#process = process;
  }

  owner(): string {
    this.#owners += 1;
    return `${this.#process}-${this.#owners}`;
  }

  digest(...parts: readonly string[]): string {
    return JSON.stringify(parts);
  }
}
