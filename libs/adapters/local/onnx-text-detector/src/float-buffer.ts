/**
 * Input memory of a network, reused for every picture. New memory for each would accumulate, because the garbage collector
 * sees only small objects, not the megabytes of external memory that they hold.
 */
export class FloatBuffer {
  #memory = new Float32Array(0);

  /** An array of `length` numbers with arbitrary content, valid until the next call. */
  take(length: number): Float32Array {
    if (this.#memory.length < length) this.#memory = new Float32Array(length);
    return this.#memory.subarray(0, length);
  }
}
