import { interruptions } from './fault.ts';
import { deliverUntilQuiet, sweepUntilQuiet } from './quiet.ts';
import { planOf, type Stop, stopsAt } from './stop-points.ts';
import { violationsIn } from './violations.ts';
import { type Event, LEASE_MS, type Sabotage, World } from './world.ts';

/** How two deliveries meet. */
export interface Meeting {
  /** One upload delivered twice, or two uploads of one image. */
  readonly uploads: 'same' | 'older first' | 'newer first';
  /** When the second begins, relative to the first one's claim. */
  readonly time: 'within the lease' | 'after the lease';
}

export const MEETINGS: readonly Meeting[] = (
  ['same', 'older first', 'newer first'] as const
).flatMap((uploads) =>
  (['within the lease', 'after the lease'] as const).map((time) => ({ uploads, time })),
);

/** All pairs of calls at which two deliveries can be interrupted. */
export async function allPairs(meeting: Meeting): Promise<[Stop, Stop][]> {
  const pairs: [Stop, Stop][] = [];
  const { first } = await meet(meeting, []);
  for (const stop of stopsAt(first.calls, interruptions)) {
    const { second } = await meet(meeting, [stop]);
    for (const other of stopsAt(second.calls, interruptions)) pairs.push([stop, other]);
  }
  return pairs;
}

/** What is violated after everything has been delivered again and swept. */
export async function violationsAfter(
  meeting: Meeting,
  stops: readonly Stop[],
  sabotage?: Sabotage,
): Promise<string[]> {
  const { world } = await meet(meeting, stops, sabotage);
  await deliverUntilQuiet(world);
  await sweepUntilQuiet(world);
  return violationsIn(world);
}

/** The second runs while the first is suspended; then the first continues, then the second. */
async function meet(
  { uploads, time }: Meeting,
  [stop, other]: readonly Stop[],
  sabotage?: Sabotage,
) {
  const world = new World(sabotage);
  const [one, two] = happen(world, uploads);
  const first = await world.deliver(one, { plan: planOf(stop) });
  if (time === 'after the lease') world.now += LEASE_MS + 1;
  const second = await world.deliver(two, { plan: planOf(other) });
  await first.thaw();
  await second.thaw();
  return { world, first, second };
}

function happen(world: World, uploads: Meeting['uploads']): [Event, Event] {
  const older = world.happen('a.png', 'WAY OUT EXIT');
  if (uploads === 'same') return [older, older];
  const newer = world.happen('a.png', 'NEW WAY OUT');
  return uploads === 'older first' ? [older, newer] : [newer, older];
}
