import fc from 'fast-check';
import { violationsOf } from './history.ts';
import { numbers, RUNS, SEED } from './numbers.ts';

const TIMEOUT_MS = 60_000;

describe('histories of faults, repeats, overwrites, sweeps and replays', () => {
  it(
    'end with every result stored and every notification sent once',
    async () => {
      const endsWell = fc.asyncProperty(numbers, async (history) => {
        expect(await violationsOf(history)).toEqual([]);
      });
      await fc.assert(endsWell, { seed: SEED, numRuns: RUNS });
    },
    TIMEOUT_MS,
  );
});
