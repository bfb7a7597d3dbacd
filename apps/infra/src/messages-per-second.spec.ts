import fc from 'fast-check';
import { messagesPerSecond } from './messages-per-second.ts';

it('is two for few functions, and less for each the more there are', () => {
  expect([2, 3, 4, 5, 10, 100, 1000].map(messagesPerSecond)).toEqual([
    2, 2, 1.6, 1.333, 0.727, 0.079, 0.007,
  ]);
});

it('stays below what suspends a mailbox, the sweeper included', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 1000 }), (functions) => {
      const each = messagesPerSecond(functions);
      expect(each).toBeGreaterThan(0);
      expect(each * (functions + 1)).toBeLessThan(10);
    }),
  );
});
