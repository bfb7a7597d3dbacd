import { type Call, faultsOf } from './fault.ts';
import { deliverAllAgain, deliverUntilQuiet, sweepUntilQuiet } from './quiet.ts';
import { expectNoViolation, planOf, type Stop, stopsAt } from './stop-points.ts';
import { World } from './world.ts';

const LATER_MS = 10_000;

describe('a scan stopped at any call, in any way', () => {
  it('makes these calls', async () => {
    const { calls } = await deliverOnce();
    expect(calls.map(({ port, method }) => `${port}.${method}`)).toEqual([
      'watchlists.current',
      'store.claim',
      'detector.detectText',
      // The rules may have changed meanwhile.
      'watchlists.current',
      'store.commit',
      // People are told by turn, machines at once, while the history is recorded.
      'deliveries.look',
      'notifier.notify',
      'store.recordMatches',
      'store.clear',
      'deliveries.look',
      'deliveries.end',
      'deliveries.change',
      'deliveries.notifications',
      'notifier.notify',
      'deliveries.change',
      'deliveries.end',
      'deliveries.look',
      'deliveries.look',
      'deliveries.change',
    ]);
  });

  it('is finished by the next deliveries and the sweeper', async () => {
    const stops = stopsAt((await deliverOnce()).calls, faultsOf);
    expect(stops.length).toBeGreaterThan(120);
    for (const stop of stops) {
      const world = await stoppedBy([stop]);
      await deliverUntilQuiet(world);
      await sweepUntilQuiet(world);
      await deliverAllAgain(world);
      await expectNoViolation(world, [stop]);
    }
  });

  it('is finished by them when the second is stopped at any call too', async () => {
    for (const first of stopsAt((await deliverOnce()).calls, faultsOf)) {
      for (const second of stopsAt(await nextCalls(first), faultsOf)) {
        const world = await stoppedBy([first, second]);
        await deliverUntilQuiet(world);
        await sweepUntilQuiet(world);
        await expectNoViolation(world, [first, second]);
      }
    }
  });

  it('is finished by the sweeper alone once the result is committed', async () => {
    let committed = 0;
    for (const stop of stopsAt((await deliverOnce()).calls, faultsOf)) {
      const world = await stoppedBy([stop]);
      if (world.journal.committed.length === 0) continue;
      committed += 1;
      await sweepUntilQuiet(world);
      await expectNoViolation(world, [stop]);
    }
    expect(committed).toBeGreaterThan(40);
  });

  it('is finished by the next sweep when one is stopped at any call', async () => {
    const afterCommit: Stop = { index: 5, fault: { kind: 'dead', when: 'before' } };
    for (const stop of stopsAt((await (await stoppedBy([afterCommit])).sweep()).calls, faultsOf)) {
      const world = await stoppedBy([afterCommit]);
      await (await world.sweep(planOf(stop))).thaw();
      await sweepUntilQuiet(world);
      await expectNoViolation(world, [afterCommit, stop]);
    }
  });
});

/** One upload whose first deliveries are stopped. */
async function stoppedBy(stops: readonly Stop[]): Promise<World> {
  const world = new World();
  const event = world.happen('a.png', 'WAY OUT EXIT');
  for (const stop of stops) {
    await (await world.deliver(event, { plan: planOf(stop) })).thaw();
    world.now += LATER_MS;
  }
  return world;
}

async function deliverOnce() {
  const world = new World();
  return world.deliver(world.happen('a.png', 'WAY OUT EXIT'));
}

/** The calls of the delivery after one that was stopped. */
async function nextCalls(stop: Stop): Promise<readonly Call[]> {
  const world = await stoppedBy([stop]);
  const [event] = world.unacknowledged;
  return event ? (await world.deliver(event)).calls : [];
}
