import { sabotagedDeliveries, sabotagedStores } from '@glyphwatch/domain/in-memory';
import { History } from './history.ts';
import { numbersOf } from './seeds.ts';
import { allPairs, meet, type Meeting } from './two-deliveries.ts';
import type { Sabotage } from './world.ts';

/** A broken store has to show within this many histories. */
const MAX_HISTORIES = 100;
const TIMEOUT_MS = 120_000;

describe('histories notice a store', () => {
  it.each([
    ['without owner condition', sabotagedStores.withoutOwnerCondition],
    ['without sequencer condition', sabotagedStores.withoutSequencerCondition],
    ['without deliveries', sabotagedStores.withoutDeliveries],
    ['without notified list', sabotagedStores.withoutNotifiedList],
    ['with history doubled', sabotagedStores.withHistoryDoubled],
    ['with deletions that always win', sabotagedStores.withDeletionsThatAlwaysWin],
  ])('%s', (_, store) => expectNoticed({ store }), TIMEOUT_MS);
});

describe('histories notice an outbox', () => {
  it.each([
    ['without revisions', sabotagedDeliveries.withoutRevisions],
    ['with sets forgotten', sabotagedDeliveries.withSetsForgotten],
  ])('%s', (_, deliveries) => expectNoticed({ deliveries }), TIMEOUT_MS);
});

describe('two deliveries that meet notice a store', () => {
  it('without claim leases, even if nothing else goes wrong', async () => {
    const meeting: Meeting = { events: 'one upload twice', time: 'within the lease' };
    const sabotage = { store: sabotagedStores.withoutClaimLeases };
    expect(await meet(meeting, []).violations()).toEqual([]);
    expect(await meet(meeting, [], sabotage).violations()).not.toEqual([]);
  });

  it(
    'with unrecorded replaced',
    async () => {
      const meeting: Meeting = { events: 'an upload and a newer one', time: 'after the lease' };
      const sabotage = { store: sabotagedStores.withUnrecordedReplaced };
      for (const stops of await allPairs(meeting)) {
        if ((await meet(meeting, stops, sabotage).violations()).length > 0) return;
      }
      throw new Error('no pair of interruptions noticed it');
    },
    TIMEOUT_MS,
  );
});

async function expectNoticed(sabotage: Sabotage): Promise<void> {
  for (let seed = 1; seed <= MAX_HISTORIES; seed += 1) {
    if ((await new History(numbersOf(seed), sabotage).live()).length > 0) return;
  }
  throw new Error(`${MAX_HISTORIES} histories ended well`);
}
