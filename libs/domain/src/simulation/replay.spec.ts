import { InMemoryWatchlist } from '../in-memory/in-memory-watchlist-source.ts';
import { faultsOf, interruptions } from './fault.ts';
import { deliverUntilQuiet, replayAfterAll, sweepUntilQuiet } from './quiet.ts';
import { expectNoViolation, planOf, stopsAt } from './stop-points.ts';
import { World } from './world.ts';

describe('a replay stopped at any call, in any way', () => {
  it('makes these calls', async () => {
    const { calls } = await (await concluded()).replay();
    expect(calls.map(({ port, method }) => `${port}.${method}`)).toEqual([
      'store.list',
      'store.claim',
      'store.commit',
      'store.recordMatches',
      'store.clear',
      // Machines are told at once.
      'notifier.notify',
      'deliveries.end',
      // What has changed meanwhile.
      'store.list',
      // People are told at the end of the run.
      'watchlists.current',
      ...['deliveries.look', 'deliveries.look', 'deliveries.look'],
      'deliveries.change',
      'deliveries.notifications',
      'notifier.notify',
      'deliveries.change',
      'deliveries.end',
      ...['deliveries.look', 'deliveries.look'],
      'deliveries.change',
    ]);
  });

  it('is finished by replaying again and sweeping', async () => {
    const { calls } = await (await concluded()).replay();
    for (const stop of stopsAt(calls, faultsOf)) {
      const world = await concluded();
      await (await world.replay(planOf(stop))).thaw();
      await replayAfterAll(world);
      await sweepUntilQuiet(world);
      await expectNoViolation(world, [stop]);
      expect(await rulesOf(world)).toEqual(['gate', 'road']);
    }
  });

  it('keeps the stored text, even if it is never repeated', async () => {
    const { calls } = await (await concluded()).replay();
    for (const stop of stopsAt(calls, faultsOf)) {
      const world = await concluded();
      await (await world.replay(planOf(stop))).thaw();
      expect((await world.store.find('b/a.png'))?.detection?.lines).toHaveLength(1);
    }
  });

  it('comes back to a scan that was suspended at any call after it had matched by older rules', async () => {
    const world = new World();
    const { calls } = await world.deliver(world.happen('a.png', 'WAY OUT'));
    for (const stop of stopsAt(calls, interruptions)) {
      const world = new World();
      const scan = await world.deliver(world.happen('a.png', 'WAY OUT'), { plan: planOf(stop) });
      world.rules = NEWER_RULES;
      await world.replay();
      await scan.thaw();
      await deliverUntilQuiet(world);
      await sweepUntilQuiet(world);
      await expectNoViolation(world, [stop]);
      expect([stop, await rulesOf(world)]).toEqual([stop, ['gate', 'road']]);
    }
  });

  it('gives way to a newer upload that arrives meanwhile', async () => {
    const { calls } = await (await concluded()).replay();
    for (const stop of stopsAt(calls, interruptions)) {
      const world = await concluded();
      const replaying = await world.replay(planOf(stop));
      await world.deliver(world.happen('a.png', 'EXIT'));
      await replaying.thaw();
      await deliverUntilQuiet(world);
      await sweepUntilQuiet(world);
      await expectNoViolation(world, [stop]);
      expect(await rulesOf(world)).toEqual([]);
    }
  });
});

const NEWER_RULES = new InMemoryWatchlist({ gate: 'OUT', road: 'WAY' });

/** An image with a sent notification, after which the rules have changed. */
async function concluded(): Promise<World> {
  const world = new World();
  await world.deliver(world.happen('a.png', 'WAY OUT'));
  world.now += 10_000;
  world.rules = NEWER_RULES;
  return world;
}

async function rulesOf({ store }: World): Promise<string[] | undefined> {
  const result = await store.find('b/a.png');
  return result?.ruleMatches.map(({ ruleId }) => ruleId);
}
