import { GlyphwatchError, type Watchlist } from '@glyphwatch/domain';
import { LastGoodWatchlist } from './last-good-watchlist.ts';

const listOf = (version: string): Watchlist => ({
  version,
  match: () => ({ watchlistVersion: version, ruleMatches: [], nearMisses: [] }),
});
const broken = (message: string) => new GlyphwatchError('watchlist-invalid', message);

let reported: string[];
let rules: LastGoodWatchlist;
beforeEach(() => {
  reported = [];
  rules = new LastGoodWatchlist((problem) => void reported.push(problem));
});

it('throws the latest failure until there is a good list, and reports nothing', () => {
  expect(() => rules.current()).toThrow(expect.objectContaining({ code: 'watchlist-unavailable' }));
  rules.reject(broken('line 1'));
  rules.reject(broken('line 2'));
  expect(() => rules.current()).toThrow(
    expect.objectContaining({ code: 'watchlist-invalid', message: 'line 2' }),
  );
  expect(reported).toEqual([]);
});

it('keeps the last good list after a failure and reports each problem once', () => {
  const first = listOf('1');
  rules.accept(first);
  rules.reject(broken('line 1'));
  rules.reject(broken('line 1'));
  rules.reject(broken('line 2'));
  expect(rules.current()).toBe(first);
  expect(reported).toEqual([
    'line 1\nThe last good rules stay in force.',
    'line 2\nThe last good rules stay in force.',
  ]);
});

it('reports the same problem again after a good list', () => {
  rules.accept(listOf('1'));
  rules.reject(broken('line 1'));
  const second = listOf('2');
  rules.accept(second);
  expect(rules.current()).toBe(second);
  rules.reject(broken('line 1'));
  expect(reported).toHaveLength(2);
});
