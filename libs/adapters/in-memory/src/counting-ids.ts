import type { Ids } from '@glyphwatch/domain';

/** Ids that a test can predict. */
export class CountingIds implements Ids {
  #owners = 0;

  owner(): string {
    this.#owners += 1;
    return `owner-${this.#owners}`;
  }

  digest(...parts: readonly string[]): string {
    return JSON.stringify(parts);
  }
}
