/** Characters at the same place in two readings; `undefined` where one has nothing. */
export type Pair = readonly [string | undefined, string | undefined];

/** Cost of an alignment step. A pair's cost is 0 if the characters may be the same, `undefined` stands for nothing. */
export type StepCost = (a: string | undefined, b: string | undefined) => number;

/** The cheapest alignment of two readings of one line (edit distance with given costs). */
export function align(a: readonly string[], b: readonly string[], cost: StepCost): Pair[] {
  const columns = b.length + 1;
  const costs = new Float64Array((a.length + 1) * columns);
  const at = (i: number, j: number) => costs[i * columns + j] ?? 0;
  const ways = (i: number, j: number): number[] => [
    i > 0 && j > 0 ? at(i - 1, j - 1) + cost(a[i - 1], b[j - 1]) : Infinity,
    i > 0 ? at(i - 1, j) + cost(a[i - 1], undefined) : Infinity,
    j > 0 ? at(i, j - 1) + cost(undefined, b[j - 1]) : Infinity,
  ];
  for (let i = 0; i <= a.length; i += 1) {
    for (let j = i === 0 ? 1 : 0; j <= b.length; j += 1) {
      costs[i * columns + j] = Math.min(...ways(i, j));
    }
  }
  const pairs: Pair[] = [];
  for (let [i, j] = [a.length, b.length]; i > 0 || j > 0;) {
    const way = ways(i, j).indexOf(at(i, j));
    pairs.push([way === 2 ? undefined : a[i - 1], way === 1 ? undefined : b[j - 1]]);
    if (way !== 2) i -= 1;
    if (way !== 1) j -= 1;
  }
  return pairs.reverse();
}
