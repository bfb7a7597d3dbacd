import { faultsOf, interruptions, type Call, type Fault } from './fault.ts';
import { FROZEN_MS, Scenario, type Stop, stopsAt } from './scenario.ts';

const TIMEOUT_MS = 120_000;
const every = (call: Call): Fault[] => faultsOf(call, FROZEN_MS);

describe('a delivery stopped at any call, in any way', () => {
  it('makes these calls', async () => {
    const { calls } = await uploadedOnce([]);
    expect(calls[0]?.map(({ port, method }) => `${port}.${method}`)).toEqual([
      'watchlists.current',
      'store.claim',
      'detector.detectText',
      // The rules may have changed meanwhile.
      'watchlists.current',
      'store.commit',
      'deliveries.look',
      'notifier.notify',
      'store.recordMatches',
      'deliveries.look',
      'deliveries.end',
      'store.clear',
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

  it(
    'is finished by the next deliveries and the sweeper',
    async () => {
      const stops = stopsAt((await uploadedOnce([])).calls[0] ?? [], every);
      expect(stops.length).toBeGreaterThan(120);
      for (const stop of stops) await uploadedOnce([stop]);
    },
    TIMEOUT_MS,
  );

  it(
    'is finished when the one after it is stopped at any call, too',
    async () => {
      for (const first of stopsAt((await uploadedOnce([])).calls[0] ?? [], every)) {
        const { calls } = await uploadedOnce([first]);
        for (const second of stopsAt(calls[1] ?? [], (call) => interruptions(call, FROZEN_MS))) {
          await uploadedOnce([first, second]);
        }
      }
    },
    TIMEOUT_MS,
  );
});

/** One upload, after everything has ended. */
async function uploadedOnce(stops: readonly Stop[]): Promise<Scenario> {
  const scenario = new Scenario(stops);
  scenario.world.bucket.put('a.png', 'WAY OUT EXIT');
  scenario.deliver();
  await scenario.expectAllWell();
  return scenario;
}
