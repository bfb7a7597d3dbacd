import { interruptions } from './fault.ts';
import { FROZEN_MS, Scenario, type Stop, stopsAt } from './scenario.ts';
import { LEASE_MS, type Sabotage } from './world.ts';

/** How two deliveries meet. */
export interface Meeting {
  readonly events: keyof typeof EVENTS;
  /** When the second begins, relative to the first one's claim. */
  readonly time: keyof typeof GAPS_MS;
}

const EVENTS = {
  'one upload twice': ({ bucket }) => bucket.put('a.png', 'WAY OUT EXIT'),
  'an upload and a newer one': ({ bucket }) => {
    bucket.put('a.png', 'WAY OUT EXIT');
    bucket.put('a.png', 'NEW WAY OUT');
  },
  'an upload and an older one': ({ bucket }) => {
    bucket.put('a.png', 'WAY OUT EXIT');
    bucket.put('a.png', 'NEW WAY OUT');
  },
  'an upload and its deletion': ({ bucket }) => {
    bucket.put('a.png', 'WAY OUT EXIT');
    bucket.remove('a.png');
  },
  'a deletion and its upload': ({ bucket }) => {
    bucket.put('a.png', 'WAY OUT EXIT');
    bucket.remove('a.png');
  },
} satisfies Record<string, (world: Scenario['world']) => void>;

const REVERSED: ReadonlySet<Meeting['events']> = new Set([
  'an upload and an older one',
  'a deletion and its upload',
]);

const GAPS_MS = { 'within the lease': 15, 'after the lease': LEASE_MS + 1000 } as const;

export const MEETINGS: readonly Meeting[] = (Object.keys(EVENTS) as Meeting['events'][]).flatMap(
  (events) =>
    (Object.keys(GAPS_MS) as Meeting['time'][]).map((time): Meeting => ({ events, time })),
);

/** All pairs of calls at which two deliveries can be interrupted. */
export async function allPairs(meeting: Meeting): Promise<[Stop, Stop][]> {
  const pairs: [Stop, Stop][] = [];
  for (const stop of await stopsOf(meeting, [], 0)) {
    for (const other of await stopsOf(meeting, [stop], 1)) pairs.push([stop, other]);
  }
  return pairs;
}

async function stopsOf(meeting: Meeting, stops: readonly Stop[], of: 0 | 1): Promise<Stop[]> {
  const scenario = meet(meeting, stops);
  await scenario.violations();
  return stopsAt(scenario.calls[of] ?? [], (call) => interruptions(call, FROZEN_MS));
}

export function meet(
  { events, time }: Meeting,
  stops: readonly Stop[],
  sabotage?: Sabotage,
): Scenario {
  const scenario = new Scenario(stops, sabotage);
  EVENTS[events](scenario.world);
  scenario.deliver(GAPS_MS[time], (messages) => {
    if (messages.length === 1) return [...messages, ...messages];
    return REVERSED.has(events) ? messages.toReversed() : messages;
  });
  return scenario;
}
