import { nameOf } from './fault.ts';
import { allPairs, MEETINGS, violationsAfter } from './two-deliveries.ts';

const TIMEOUT_MS = 60_000;

describe('two deliveries that meet, each interrupted at any call', () => {
  it.each(MEETINGS)(
    'end well: $uploads, $time',
    async (meeting) => {
      const pairs = await allPairs(meeting);
      expect(pairs.length).toBeGreaterThan(500);
      for (const stops of pairs) {
        const violations = await violationsAfter(meeting, stops);
        if (violations.length === 0) continue;
        const where = stops.map(({ index, fault }) => `call ${index} ${nameOf(fault)}`);
        throw new Error(`${where.join(' and ')}: ${violations.join('; ')}`);
      }
    },
    TIMEOUT_MS,
  );
});
