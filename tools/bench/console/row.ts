/** One measured row; times in milliseconds. */
export interface Row {
  readonly what: string;
  readonly p50?: number;
  readonly p95?: number;
  readonly worst?: number;
  /** CPU time of the measured thread, which neighbours on the machine lengthen little: the mean, or of the worst. */
  readonly cpu?: number;
  /** Of p95; of `worst` where there is no p95. */
  readonly goal?: number;
  readonly bytes?: number;
  readonly mostBytes?: number;
  /** Any other figure, in words. */
  readonly value?: string;
  /** Whether `value` reaches its goal. */
  readonly isMet?: boolean;
}

export async function percentiles(
  ask: () => Promise<unknown>,
  rounds: number,
  warmUp: number,
): Promise<{ p50: number; p95: number; worst: number; cpu: number }> {
  const times: number[] = [];
  let cpuAt = process.threadCpuUsage();
  for (let round = -warmUp; round < rounds; round += 1) {
    if (round === 0) cpuAt = process.threadCpuUsage();
    const startedAt = performance.now();
    await ask();
    if (round >= 0) times.push(performance.now() - startedAt);
  }
  const { user, system } = process.threadCpuUsage(cpuAt);
  return { ...percentilesOf(times), cpu: (user + system) / 1000 / rounds };
}

export function percentilesOf(times: readonly number[]): {
  p50: number;
  p95: number;
  worst: number;
} {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return { p50: at(0.5), p95: at(0.95), worst: at(1) };
}

export type Verdict = 'yes' | 'by CPU time' | 'NO';

/** `undefined` where there is no goal. */
export function verdictOf(row: Row): Verdict | undefined {
  const { p95, worst, cpu, goal, bytes, mostBytes, isMet } = row;
  if (goal === undefined && mostBytes === undefined && isMet === undefined) return undefined;
  if (isMet === false || (bytes ?? 0) > (mostBytes ?? Infinity)) return 'NO';
  const isWithin = (time = 0): boolean => time <= (goal ?? Infinity);
  if (isWithin(p95 ?? worst)) return 'yes';
  return cpu !== undefined && isWithin(cpu) ? 'by CPU time' : 'NO';
}

export function printRows(rows: readonly Row[]): void {
  const ms = (time: number | undefined): string => (time === undefined ? '' : time.toFixed(2));
  console.log('| measured | p50 ms | p95 ms | worst ms | CPU ms | other | goal ms | met |');
  console.log('| --- | ---: | ---: | ---: | ---: | --- | ---: | --- |');
  for (const row of rows) {
    const { what, p50, p95, worst, cpu, goal, bytes, value } = row;
    const size = bytes === undefined ? [] : [`${(bytes / 1000).toFixed(1)} KB`];
    const other = [...size, ...(value === undefined ? [] : [value])].join(', ');
    const cells = [
      what,
      ms(p50),
      ms(p95),
      ms(worst),
      ms(cpu),
      other,
      ms(goal),
      verdictOf(row) ?? '',
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
