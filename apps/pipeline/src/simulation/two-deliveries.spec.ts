import { allPairs, MEETINGS, meet } from './two-deliveries.ts';

const TIMEOUT_MS = 120_000;

describe('two deliveries that meet, each interrupted at any call', () => {
  it.each(MEETINGS)(
    'end well: $events, $time',
    async (meeting) => {
      const pairs = await allPairs(meeting);
      expect(pairs.length).toBeGreaterThan(50);
      for (const stops of pairs) await meet(meeting, stops).expectAllWell();
    },
    TIMEOUT_MS,
  );
});
