/** The same numbers in an array twice as long. */
export function enlarged(
  numbers: Int32Array<ArrayBuffer>,
  length = numbers.length * 2,
): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(numbers);
  return larger;
}

/** Arrays begin no smaller than this, so that few ever grow. */
export const LEAST_CAPACITY = 16;
