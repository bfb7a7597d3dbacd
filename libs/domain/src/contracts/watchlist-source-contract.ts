import { layOutText, type Watchlist, type WatchlistSource } from '../index.ts';
import { Contract, type ContractOptions } from './contract.ts';
import { failureOf } from './failure.ts';

export interface WatchlistSourceSubject {
  /** Without rules yet. */
  readonly source: WatchlistSource;
  /** Replaces the rule file. The contract writes JSON, which is YAML too. */
  write(rules: string): Promise<void>;
  /** Removes the rule file. */
  remove(): Promise<void>;
  /** What the adapter has reported. */
  problems(): readonly string[];
  close?(): Promise<void>;
}

const ruleFor = (word: string, indent?: number): string =>
  JSON.stringify({ rules: [{ id: 'gate', match: word }] }, null, indent);
const MISSPELT = JSON.stringify({ rules: [{ id: 'gate', mtach: 'EXIT' }] });
const TORN = '{"rules": [{"id": "gate", "match"';

export const watchlistSourceContract = new Contract<WatchlistSourceSubject>();

watchlistSourceContract.promise('returns the rules in force', async ({ source, write }) => {
  await write(ruleFor('EXIT'));
  const watchlist = await source.current();
  expect(rulesMatching(watchlist, 'WAY EXIT')).toEqual(['gate']);
  expect(rulesMatching(watchlist, 'WAY ROUND')).toEqual([]);
});

watchlistSourceContract.promise('returns a change to the next caller', async (subject) => {
  await subject.write(ruleFor('EXIT'));
  const before = await subject.source.current();
  await subject.write(ruleFor('ROUND'));
  const after = await subject.source.current();
  expect(rulesMatching(after, 'WAY ROUND')).toEqual(['gate']);
  expect(rulesMatching(after, 'WAY EXIT')).toEqual([]);
  expect(rulesMatching(before, 'WAY EXIT')).toEqual(['gate']);
  expect(after.version).not.toBe(before.version);
  expect(subject.problems()).toEqual([]);
});

watchlistSourceContract.promise(
  'returns the same version for the same rules, however formatted',
  async ({ source, write }) => {
    await write(ruleFor('EXIT'));
    const { version } = await source.current();
    expect((await source.current()).version).toBe(version);
    await write(ruleFor('EXIT', 4));
    expect((await source.current()).version).toBe(version);
  },
);

for (const [what, broken] of [
  ['misspelt', MISSPELT],
  ['torn', TORN],
] as const) {
  watchlistSourceContract.promise(
    `keeps the last valid rules after a ${what} change and reports it`,
    async ({ source, write, problems }) => {
      await write(ruleFor('EXIT'));
      const { version } = await source.current();
      await write(broken);
      const inForce = await source.current();
      expect(inForce.version).toBe(version);
      expect(rulesMatching(inForce, 'WAY EXIT')).toEqual(['gate']);
      expect(problems().length).toBeGreaterThan(0);
    },
  );

  watchlistSourceContract.promise(
    `fails with watchlist-invalid when the first rules are ${what}`,
    async ({ source, write }) => {
      await write(broken);
      await failureOf(source.current(), 'watchlist-invalid');
    },
  );
}

watchlistSourceContract.promise(
  'keeps the last valid rules after they were removed and reports it',
  async ({ source, write, remove, problems }) => {
    await write(ruleFor('EXIT'));
    await source.current();
    await remove();
    expect(rulesMatching(await source.current(), 'WAY EXIT')).toEqual(['gate']);
    expect(problems().length).toBeGreaterThan(0);
  },
);

watchlistSourceContract.promise(
  'accepts valid rules after invalid ones',
  async ({ source, write }) => {
    await write(TORN);
    await failureOf(source.current(), 'watchlist-invalid');
    await write(ruleFor('EXIT'));
    expect(rulesMatching(await source.current(), 'WAY EXIT')).toEqual(['gate']);
    await write(MISSPELT);
    await source.current();
    await write(ruleFor('ROUND'));
    expect(rulesMatching(await source.current(), 'WAY ROUND')).toEqual(['gate']);
  },
);

watchlistSourceContract.promise(
  'fails with watchlist-unavailable when there have never been rules',
  async ({ source }) => {
    await failureOf(source.current(), 'watchlist-unavailable');
  },
);

export function describeWatchlistSourceContract(
  name: string,
  open: () => Promise<WatchlistSourceSubject>,
  options?: ContractOptions<WatchlistSourceSubject>,
): void {
  watchlistSourceContract.describe(name, open, options);
}

function rulesMatching(watchlist: Watchlist, text: string): string[] {
  return watchlist.match(layOutText(text), {}).ruleMatches.map(({ ruleId }) => ruleId);
}
