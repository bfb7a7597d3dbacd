/** A queue of what arrives, in order. Ending it drops what has not been consumed yet. */
export class Arrivals<T extends object> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #hasEnded = false;
  #wake: () => void = () => undefined;

  add(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (!this.#hasEnded) {
      const item = this.#items.shift();
      if (item === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else yield item;
    }
  }
}
