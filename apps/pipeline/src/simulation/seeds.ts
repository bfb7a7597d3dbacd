import fc from 'fast-check';
import { History } from './history.ts';
import { Luck } from './luck.ts';

/** Steps of a history. */
const STEPS = 30;
const SHRINKS_FOR_MS = 60_000;

/** The numbers of the history with this seed. */
export function numbersOf(seed: number): number[] {
  const luck = new Luck(seed);
  return Array.from({ length: STEPS + 1 }, () => luck.below(2 ** 31));
}

/** A history with as few steps as still violate something. */
export async function shrunk(seed: number) {
  const [weather = 0, ...steps] = numbersOf(seed);
  const kinds = kindsOf(await new History([weather, ...steps]).live());
  const endsWell = fc.asyncProperty(fc.subarray(steps), async (some) => {
    const violations = kindsOf(await new History([weather, ...some]).live());
    return ![...violations].some((one) => kinds.has(one));
  });
  const { counterexample } = await fc.check(endsWell, {
    ...{ examples: [[steps]], numRuns: 1, interruptAfterTimeLimit: SHRINKS_FOR_MS },
  });
  const numbers = [weather, ...(counterexample?.[0] ?? steps)];
  const history = new History(numbers);
  const violates = await history.live();
  return { numbers, told: history.told, weather: history.weather, violates };
}

/** Without the keys and ids that they name. */
function kindsOf(violations: readonly string[]): ReadonlySet<string> {
  return new Set(violations.map((one) => one.replaceAll(/\S*\d+\b|\S+\.png|e-\S*/g, '')));
}
