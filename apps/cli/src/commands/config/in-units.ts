const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

/** `90m`, `2h`, `90d` */
export function inUnits(ms: number): string {
  const [unit, size] = UNITS.find(([, length]) => ms % length === 0) ?? ['s', 1000];
  return `${ms / size}${unit}`;
}
