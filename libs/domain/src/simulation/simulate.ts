import fc from 'fast-check';
import { History } from './history.ts';
import { numbers, SEED } from './numbers.ts';
import { violationsIn } from './violations.ts';

/*
 * node libs/domain/src/simulation/simulate.ts [histories] [seed]
 *
 * Runs any number of histories and prints violations; exit code 1 if there are any.
 */

const AT_ONCE = 10_000;
const [histories = 10_000, firstSeed = SEED] = process.argv.slice(2).map(Number);

let lived = 0;
let calls = 0;
let broken = 0;
for (let seed = firstSeed; lived < histories; seed += 1) {
  const numRuns = Math.min(AT_ONCE, histories - lived);
  for (const [index, sent] of fc.sample(numbers, { seed, numRuns }).entries()) {
    const history = new History(sent);
    await history.live(sent);
    const violations = await violationsIn(history.world);
    calls += history.calls;
    if (violations.length === 0) continue;
    broken += 1;
    console.error(`seed ${seed}, history ${index}: ${violations.join('; ')}`);
  }
  lived += numRuns;
}
console.log(
  `${lived} histories with ${calls} calls of ports from seed ${firstSeed}: ${broken} broken`,
);
process.exitCode = broken > 0 ? 1 : 0;
