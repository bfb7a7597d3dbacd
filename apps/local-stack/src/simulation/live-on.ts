import { History, numbersOf } from '@glyphwatch/pipeline/simulation';
import { type Store, STORES } from './real-tables.ts';

/** The history with this seed, on the adapter itself; what it violates, and how much happened. */
export async function liveOn(store: Store, seed: number) {
  const { tables, faults, close } = await STORES[store](seed);
  try {
    const history = new History(numbersOf(seed), { tables });
    const violations = await history.live();
    const { deliveries, calls } = history;
    return { violations, deliveries, calls, faults: faults() };
  } finally {
    await close();
  }
}
