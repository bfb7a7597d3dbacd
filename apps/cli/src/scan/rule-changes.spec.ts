import type { Result } from '@glyphwatch/domain';
import { InMemoryWatchlist, InMemoryWatchlistSource } from '@glyphwatch/domain/in-memory';
import { RuleChanges } from './rule-changes.ts';

const watchlist = (word: string) => new InMemoryWatchlist({ gate: word });

function result(number: number, version?: string): Result {
  return {
    imageId: `/photos/${number}.jpg`,
    address: { bucket: '/photos', key: `${number}.jpg` },
    version: 'v1',
    sequencer: '1',
    uploadedAt: 0,
    updatedAt: 0,
    attempts: 1,
    status: version === undefined ? 'UNSUPPORTED' : 'MATCHED',
    ruleMatches: [],
    nearMisses: [],
    notified: [],
    unrecorded: [],
    ...(version === undefined
      ? {}
      : {
          watchlistVersion: version,
          detection: { provider: 'p', modelVersion: '1', truncated: false, lines: [] },
        }),
  };
}

function watching(results: readonly Result[]) {
  const said: string[] = [];
  const watchlists = new InMemoryWatchlistSource(watchlist('OUT'));
  const changes = new RuleChanges({
    watchlists,
    store: {
      list: async ({ limit, cursor = '0' }) => {
        const end = Number(cursor) + limit;
        const items = results.slice(Number(cursor), end);
        return end < results.length ? { items, cursor: String(end) } : { items };
      },
    },
    say: (text) => said.push(text),
    command: 'glyphwatch rules replay',
  });
  return { said, watchlists, changes };
}

it('says how many stored results changed rules could change, and the command that shows it', async () => {
  const { version: before } = watchlist('OUT');
  const { version: after } = watchlist('EXIT');
  const many = Array.from({ length: 150 }, (_, number) => result(number, before));
  const { said, watchlists, changes } = watching([...many, result(200, after), result(201)]);
  await changes.look();
  await changes.look();
  expect(said).toEqual([]);
  watchlists.inForce = watchlist('EXIT');
  await Promise.all([changes.look(), changes.look()]);
  await changes.look();
  expect(said).toEqual([
    'the rules changed; 150 stored results were matched by others. To see what would change: glyphwatch rules replay',
  ]);
});

it('says so when there is nothing to change', async () => {
  const { said, watchlists, changes } = watching([]);
  await changes.look();
  watchlists.inForce = watchlist('EXIT');
  await changes.look();
  expect(said).toEqual(['the rules changed; no stored result was matched by others']);
});
