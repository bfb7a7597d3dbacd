export function enlarged(
  numbers: Int32Array<ArrayBuffer>,
  length = numbers.length * 2,
): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(numbers);
  return larger;
}

/** Large enough that few arrays ever grow. */
export const MIN_CAPACITY = 16;
