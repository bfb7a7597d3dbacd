/** A growing list of whole numbers, as compact as a typed array: a page has a dozen of them, a text a million entries. */
export class Column {
  #numbers: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity: number) {
    this.#numbers = new Int32Array(Math.max(16, capacity));
  }

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length++] = number;
  }

  get(index: number): number {
    return this.#numbers[index] ?? 0;
  }

  replace(index: number, number: number): void {
    this.#numbers[index] = number;
  }

  /** What was pushed; further pushes do not show in it for sure. */
  finish(): Int32Array {
    return this.#numbers.subarray(0, this.length);
  }
}
