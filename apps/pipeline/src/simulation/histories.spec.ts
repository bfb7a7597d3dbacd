import { History } from './history.ts';
import { numbersOf } from './seeds.ts';

const FIRST_SEED = 1;
const HISTORIES = 1500;
const TIMEOUT_MS = 240_000;

/** Of bugs that were mended: each ended badly once. */
const SEEDS_OF_BUGS: readonly number[] = [
  // An image that was deleted between the look and the claim, and whose deletion had been dealt with.
  993,
  // A version that was told twice, because an older event had its sequencer.
  1381,
  // An image that a replay had claimed whose answer was lost.
  1766,
  // An image that was left PROCESSING by a look, because the events about it were older.
  1959,
  // One that became UNSUPPORTED while a replay took its claim away.
  1043,
  // A delivery that its process gave back twice, while another had taken it.
  1234,
  // A replay that had been stopped and wrote by older rules.
  12, 1715,
];

describe('histories of a bucket, its queue and the function, in which things go wrong', () => {
  it(
    'end with every image matched by the rules in force and told, and nothing told twice without a reason',
    async () => {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed += 1) {
        expect({ seed, violations: await violationsOf(seed) }).toEqual({ seed, violations: [] });
      }
    },
    TIMEOUT_MS,
  );

  it('end well with the seeds of old bugs', async () => {
    for (const seed of SEEDS_OF_BUGS) {
      expect({ seed, violations: await violationsOf(seed) }).toEqual({ seed, violations: [] });
    }
  });

  it('are the same whenever they are lived through', async () => {
    const [first, second] = [new History(numbersOf(7)), new History(numbersOf(7))];
    await first.live();
    await second.live();
    expect(first.told).toEqual(second.told);
    expect([first.calls, first.deliveries]).toEqual([second.calls, second.deliveries]);
  });
});

function violationsOf(seed: number): Promise<string[]> {
  return new History(numbersOf(seed)).live();
}
