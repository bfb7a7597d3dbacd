import { LEASE_MS, type World } from './world.ts';

/** How often an event is delivered again before we say that it will never end. */
const MOST_ROUNDS = 8;

/** No more faults: delivers again, each time after the claims ran out, until everything is acknowledged. */
export async function deliverUntilQuiet(world: World): Promise<void> {
  for (let round = 0; world.unacknowledged.length > 0; round += 1) {
    if (round > MOST_ROUNDS) throw new Error('the queue never gets empty');
    world.now += LEASE_MS + 1;
    for (const event of world.unacknowledged) await world.deliver(event);
  }
}

/** Once everything was acknowledged, repeats change nothing. */
export async function deliverAllAgain(world: World): Promise<void> {
  for (const event of world.events) {
    world.now += LEASE_MS + 1;
    await world.deliver(event);
  }
}

export async function sweepUntilQuiet(world: World): Promise<void> {
  world.now += LEASE_MS + 1;
  await world.sweep();
}

/** Concludes what a redo left unfinished. */
export async function replayAfterAll(world: World): Promise<void> {
  world.now += LEASE_MS + 1;
  await world.replay();
}
