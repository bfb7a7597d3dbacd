import type { Functions } from './functions.ts';
import type { World } from './world.ts';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const MAX_ROUNDS = 100;
/** A world, and the functions that live in it. */
export interface Living {
  readonly world: World;
  readonly functions: Functions;
  /** Copies of events that have not reached the queue. */
  readonly onTheirWay: number;
}

/** Copies of events that are still on their way come first. */
const LONGEST_MS = 30 * DAY_MS;

/**
 * Without further faults: the rules in force are applied to what is stored, everything in the queue is delivered, dead letters
 * too, and what waits is told. Returns what does not end.
 */
export async function drain(living: Living): Promise<string[] | undefined> {
  const { world, functions } = living;
  const { time, queue } = world;
  const end = time.now + LONGEST_MS;
  if (functions.replayed < world.rulesSoFar.length) functions.replay(1);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const isIdle = () => living.onTheirWay === 0 && queue.isEmpty && functions.running === 0;
    if (!(await time.passUntil(isIdle, end))) return ['the queue never becomes empty'];
    if (queue.dead.length > 0) queue.redrive();
    else return sweepUntilQuiet(living);
  }
  return ['dead letters come back for ever'];
}

/** What was refused is sent again, as a person would. */
async function sweepUntilQuiet({ world, functions }: Living): Promise<string[] | undefined> {
  const { time, outbox, store } = world;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    await outbox.retry({}, 'a person');
    functions.sweep(round);
    await time.passUntil(() => functions.running === 0);
    const { items } = await outbox.list({ state: 'waiting', limit: 1000 });
    const unrecorded = await store.listUnrecorded(Infinity, 1);
    if (items.length === 0 && unrecorded.length === 0) return undefined;
    const { heldUntil } = (await outbox.look('people')).turn;
    const next = Math.min(...items.map(({ due }) => due));
    await time.pass(
      Math.max(MINUTE_MS, Math.min(next, heldUntil > time.now ? heldUntil : next) - time.now),
    );
  }
  return ['something waits for ever'];
}
