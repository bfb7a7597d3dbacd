import fc from 'fast-check';
import * as outboxes from '../in-memory/sabotaged-deliveries.ts';
import * as stores from '../in-memory/sabotaged-stores.ts';
import { violationsOf } from './history.ts';
import { numbers, SEED } from './numbers.ts';
import type { Sabotage } from './world.ts';
import { allPairs, type Meeting, violationsAfter } from './two-deliveries.ts';

/** A broken store has to show within this many histories. */
const MAX_HISTORIES = 1000;
const TIMEOUT_MS = 60_000;

describe('the simulation notices a store', () => {
  it.each([
    ['without owner condition', stores.withoutOwnerCondition],
    ['without sequencer condition', stores.withoutSequencerCondition],
    ['without deliveries', stores.withoutDeliveries],
    ['without notified list', stores.withoutNotifiedList],
    ['without claim leases', stores.withoutClaimLeases],
    ['with unrecorded replaced', stores.withUnrecordedReplaced],
    ['with all cleared', stores.withAllCleared],
    ['with history doubled', stores.withHistoryDoubled],
    ['with deletions that always win', stores.withDeletionsThatAlwaysWin],
  ])('%s', (_, store) => expectNoticed({ store }), TIMEOUT_MS);

  it.each([
    ['owner condition', stores.withoutOwnerCondition, 'older first', 'after the lease'],
    ['sequencer condition', stores.withoutSequencerCondition, 'newer first', 'after the lease'],
    ['deliveries', stores.withoutDeliveries, 'same', 'within the lease'],
  ] as const)('without %s even when just two deliveries meet', (_, store, uploads, time) =>
    expectNoticedWhenTwoMeet({ uploads, time }, { store }),
  );
});

describe('the simulation notices an outbox', () => {
  it.each([
    ['without revisions', outboxes.withoutRevisions],
    ['without seen times', outboxes.withoutSeenTimes],
    ['with sets forgotten', outboxes.withSetsForgotten],
    ['without due times', outboxes.withoutDueTimes],
  ])('%s', (_, deliveries) => expectNoticed({ deliveries }), TIMEOUT_MS);
});

async function expectNoticed(sabotage: Sabotage): Promise<void> {
  const histories = fc.sample(numbers, { seed: SEED, numRuns: MAX_HISTORIES });
  expect(await firstBroken(histories, sabotage)).toBeLessThan(MAX_HISTORIES);
}

async function expectNoticedWhenTwoMeet(meeting: Meeting, sabotage: Sabotage): Promise<void> {
  for (const stops of await allPairs(meeting)) {
    const violations = await violationsAfter(meeting, stops, sabotage).catch(String);
    if (violations.length > 0) return;
  }
  throw new Error('the broken store was not noticed');
}

async function firstBroken(histories: number[][], sabotage: Sabotage): Promise<number> {
  for (const [index, history] of histories.entries()) {
    if ((await violationsOf(history, sabotage)).length > 0) return index;
  }
  return Infinity;
}
