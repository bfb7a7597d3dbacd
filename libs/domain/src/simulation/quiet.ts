import { LEASE_MS, type World } from './world.ts';

/** Events that are delivered more often will never be acknowledged. */
const MAX_ROUNDS = 8;
/** Of a run for its end, or of a channel that was down. */
const LONGEST_WAIT_MS = 3_600_001;

/** Without further faults: delivers again, each time after all claims have expired, until everything is acknowledged. */
export async function deliverUntilQuiet(world: World): Promise<void> {
  for (let round = 0; world.unacknowledged.length > 0; round += 1) {
    if (round > MAX_ROUNDS) throw new Error('the queue never becomes empty');
    world.now += LEASE_MS + 1;
    for (const event of world.unacknowledged) await world.deliver(event);
  }
}

/** After everything has been acknowledged, repeats change nothing. */
export async function deliverAllAgain(world: World): Promise<void> {
  for (const event of world.events) {
    world.now += LEASE_MS + 1;
    await world.deliver(event);
  }
}

/** Without further faults: sweeps until nothing waits. What was refused is sent again, as a person would. */
export async function sweepUntilQuiet(world: World): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    world.now += LONGEST_WAIT_MS;
    await world.deliveries.retry({}, 'a person');
    await world.sweep();
    const { items } = await world.deliveries.list({ state: 'waiting', limit: 1 });
    if (items.length === 0) return;
  }
}

/** Finishes interrupted redos. */
export async function replayAfterAll(world: World): Promise<void> {
  world.now += LEASE_MS + 1;
  await world.replay();
}
