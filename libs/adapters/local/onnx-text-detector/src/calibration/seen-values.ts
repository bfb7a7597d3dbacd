import type { SeenInput } from '../model-graph/quantize.ts';

/** Share of the numbers at either end that may be clipped: a few large ones would make the steps of all others coarse. */
const CLIPPED = 1e-4;
/** Digits that are kept. */
const PRECISION = 3;
/** The histogram: steps of 1/512 between −64 and 64. */
const STEPS = 512;
const REACH = 64;

/** Range, means and variances of numbers that are too many to be kept. */
export class SeenValues {
  readonly #bins = new Float64Array(2 * REACH * STEPS);
  readonly #sums: number[] = [];
  readonly #squares: number[] = [];
  #pixels = 0;
  /** Whether all of it was one number high. */
  isFlat = true;

  /** Adds the planes of one channel after the other. */
  add(data: Float32Array, [, channels = 0, height = 0, width = 0]: readonly number[]): void {
    const area = height * width;
    if (height > 1) this.isFlat = false;
    for (let channel = 0; channel < channels; channel += 1) {
      let [sum, squares] = [0, 0];
      for (const value of data.subarray(channel * area, (channel + 1) * area)) {
        const bin = Math.floor((value + REACH) * STEPS);
        this.#bins[Math.min(this.#bins.length - 1, Math.max(0, bin))]! += 1;
        sum += value;
        squares += value * value;
      }
      this.#sums[channel] = (this.#sums[channel] ?? 0) + sum;
      this.#squares[channel] = (this.#squares[channel] ?? 0) + squares;
    }
    this.#pixels += area;
  }

  summary(): SeenInput {
    const bins = [...this.#bins.entries()];
    const means = this.#sums.map((sum) => sum / this.#pixels);
    const variances = this.#squares.map(
      (squares, channel) => squares / this.#pixels - (means[channel] ?? 0) ** 2,
    );
    return {
      low: rounded(this.#edge(bins)),
      high: rounded(this.#edge(bins.toReversed()) + 1 / STEPS),
      means: means.map(rounded),
      variances: variances.map((variance) => rounded(Math.max(0, variance))),
    };
  }

  /** The first bin that is not clipped. */
  #edge(bins: readonly (readonly [index: number, count: number])[]): number {
    let left = CLIPPED * this.#pixels * this.#sums.length;
    const [index = 0] = bins.find(([, count]) => (left -= count) < 0) ?? [];
    return index / STEPS - REACH;
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(PRECISION));
}
