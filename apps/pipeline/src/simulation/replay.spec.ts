import { type Call, type Fault, faultsOf, interruptions } from './fault.ts';
import { FROZEN_MS, Scenario, type Stop, stopsAt } from './scenario.ts';
import { LEASE_MS, RULES } from './world.ts';

const TIMEOUT_MS = 120_000;
const every = (call: Call): Fault[] => faultsOf(call, FROZEN_MS);
const [, , NEWER_RULES] = RULES;

describe('a replay stopped at any call, in any way', () => {
  it(
    'is finished by replaying again and sweeping',
    async () => {
      const stops = stopsAt(await callsOfReplay(), every);
      expect(stops.length).toBeGreaterThan(100);
      for (const stop of stops) {
        const scenario = await concluded();
        scenario.stopNext(stop);
        scenario.functions.replay(1);
        await scenario.expectAllWell();
      }
    },
    TIMEOUT_MS,
  );

  it('gives way to a newer upload that arrives meanwhile', async () => {
    for (const stop of stopsAt(await callsOfReplay(), every)) {
      const scenario = await concluded();
      scenario.world.bucket.put('a.png', 'EXIT');
      scenario.deliver();
      scenario.stopNext(stop);
      scenario.functions.replay(1);
      await scenario.expectAllWell();
    }
  });
});

describe('a delivery that is interrupted at any call while the rules change and are replayed', () => {
  it.each([
    ['at once', 15],
    ['after its lease', LEASE_MS + 1000],
  ])('is matched by the newer rules: %s', async (_, ms) => {
    for (const stop of stopsAt((await delivered([])).calls[0] ?? [], (call) =>
      interruptions(call, FROZEN_MS),
    )) {
      const scenario = await delivered([stop], ms);
      await scenario.expectAllWell();
    }
  });
});

/** An upload, and after so long other rules and their replay. */
async function delivered(stops: readonly Stop[], ms = 5000): Promise<Scenario> {
  const scenario = new Scenario(stops);
  scenario.world.bucket.put('a.png', 'WAY OUT');
  scenario.deliver();
  await scenario.world.time.pass(ms);
  scenario.world.changeRules(NEWER_RULES ?? {});
  scenario.functions.replay(1);
  return scenario;
}

/** An image that was told, after which the rules have changed. */
async function concluded(): Promise<Scenario> {
  const scenario = new Scenario([]);
  scenario.world.bucket.put('a.png', 'WAY OUT');
  scenario.deliver();
  await scenario.expectAllWell();
  scenario.world.changeRules(NEWER_RULES ?? {});
  return scenario;
}

async function callsOfReplay(): Promise<readonly Call[]> {
  const scenario = await concluded();
  const replay = scenario.calls.length;
  scenario.functions.replay(1);
  await scenario.expectAllWell();
  return scenario.calls[replay] ?? [];
}
