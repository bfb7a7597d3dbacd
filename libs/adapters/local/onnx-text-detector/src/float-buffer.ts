/**
 * Numbers for a network, in memory that is used again for every picture. Fresh memory for each would pile up until the
 * garbage collector notices: it sees small objects, not the megabytes behind them.
 */
export class FloatBuffer {
  #memory = new Float32Array(0);

  /** Room for `length` numbers, whatever was in it; valid until the next call. */
  take(length: number): Float32Array {
    if (this.#memory.length < length) this.#memory = new Float32Array(length);
    return this.#memory.subarray(0, length);
  }
}
