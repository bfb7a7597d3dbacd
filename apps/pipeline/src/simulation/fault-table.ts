import type { Fault } from './fault.ts';
import type { History } from './history.ts';

const KINDS: readonly Fault['kind'][] = [
  ...(['dead', 'frozen', 'lost', 'refused', 'partial', 'repeated', 'slow'] as const),
];

/** How often each call met each fault, over many histories. */
export class FaultTable {
  readonly #met = new Map<string, Map<Fault['kind'], number>>();

  add(faults: History['faults']): void {
    for (const [call, kinds] of faults) {
      const met = this.#met.get(call) ?? new Map<Fault['kind'], number>();
      for (const [kind, times] of kinds) met.set(kind, (met.get(kind) ?? 0) + times);
      this.#met.set(call, met);
    }
  }

  toString(): string {
    const rows = [...this.#met].sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      ['call', ...KINDS],
      ...rows.map(([call, met]) => [call, ...KINDS.map((kind) => String(met.get(kind) ?? 0))]),
    ]
      .map(
        ([call = '', ...cells]) => call.padEnd(28) + cells.map((one) => one.padStart(9)).join(''),
      )
      .join('\n');
  }
}
