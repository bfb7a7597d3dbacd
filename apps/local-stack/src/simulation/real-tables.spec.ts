import { liveOn } from './live-on.ts';
import type { Store } from './real-tables.ts';

const TIMEOUT_MS = 120_000;

it.each<[Store, number]>([
  ['sqlite', 60],
  ['dynamodb', 8],
])(
  'histories on %s end as they do in memory',
  async (store, histories) => {
    for (let seed = 1; seed <= histories; seed += 1) {
      const { violations, deliveries } = await liveOn(store, seed);
      expect({ seed, violations }).toEqual({ seed, violations: [] });
      expect(deliveries).toBeGreaterThan(0);
    }
  },
  TIMEOUT_MS,
);

it('the wire to the emulator fails often enough', async () => {
  const { calls, faults } = await liveOn('dynamodb', 9);
  expect(faults).toBeGreaterThan(calls / 100);
});
