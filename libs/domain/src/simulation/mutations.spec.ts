import fc from 'fast-check';
import * as stores from '../in-memory/sabotaged-stores.ts';
import { violationsOf } from './history.ts';
import { numbers, SEED } from './numbers.ts';
import { allPairs, type Meeting, violationsAfter } from './two-deliveries.ts';

/** A broken store has to show within this many histories. */
const MAX_HISTORIES = 300;
const TIMEOUT_MS = 60_000;

describe('the simulation notices a store', () => {
  it.each([
    ['without owner condition', stores.withoutOwnerCondition],
    ['without sequencer condition', stores.withoutSequencerCondition],
    ['without pending list', stores.withoutPendingList],
    ['without notified list', stores.withoutNotifiedList],
    ['without message leases', stores.withoutMessageLeases],
    ['without claim leases', stores.withoutClaimLeases],
    ['with pending replaced', stores.withPendingReplaced],
    ['with all cleared', stores.withAllCleared],
    ['with history doubled', stores.withHistoryDoubled],
    ['with deletions that always win', stores.withDeletionsThatAlwaysWin],
  ])(
    '%s',
    async (_, sabotage) => {
      const histories = fc.sample(numbers, { seed: SEED, numRuns: MAX_HISTORIES });
      expect(await firstBroken(histories, sabotage)).toBeLessThan(MAX_HISTORIES);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['owner condition', stores.withoutOwnerCondition, 'older first', 'after the lease'],
    ['sequencer condition', stores.withoutSequencerCondition, 'newer first', 'after the lease'],
    ['pending list', stores.withoutPendingList, 'same', 'within the lease'],
    ['message leases', stores.withoutMessageLeases, 'same', 'within the lease'],
  ] as const)(
    'without %s even when just two deliveries meet',
    async (_, sabotage, uploads, time) => {
      const meeting: Meeting = { uploads, time };
      for (const stops of await allPairs(meeting)) {
        const violations = await violationsAfter(meeting, stops, sabotage).catch(String);
        if (violations.length > 0) return;
      }
      throw new Error('the broken store was not noticed');
    },
  );
});

async function firstBroken(
  histories: number[][],
  sabotage: (typeof stores)['withoutClaimLeases'],
): Promise<number> {
  for (const [index, history] of histories.entries()) {
    if ((await violationsOf(history, sabotage)).length > 0) return index;
  }
  return Infinity;
}
