import { failureOf } from '@glyphwatch/domain/contracts';
import { boundsBefore, boundsOf, sortKeyOf } from './sort-key.ts';

it('orders sort keys by time', () => {
  const times = [0, 9, 10, 999_999_999_999, 1_760_000_000_000];
  const keys = times.map((time) => sortKeyOf(time, 'an id'));
  expect([...keys].sort()).toEqual(keys);
});

it('keeps ids of one moment apart and stays short however long the id is', () => {
  expect(sortKeyOf(5, 'a')).not.toBe(sortKeyOf(5, 'b'));
  expect(sortKeyOf(5, 'k'.repeat(5000))).toHaveLength(38);
});

it('includes every item of the first and the last moment of a span', () => {
  const { low, high } = boundsOf({ since: 10, until: 12 });
  const isWithin = (time: number) =>
    sortKeyOf(time, 'an id') >= low && sortKeyOf(time, 'an id') <= high;
  expect([9, 10, 11, 12, 13].map(isWithin)).toEqual([false, true, true, true, false]);
});

it('accepts open spans, times before 1970 and fractions of a millisecond', () => {
  expect(boundsOf({ since: -Infinity, until: Infinity })).toEqual(boundsOf({}));
  expect(boundsOf({ since: -5 })).toEqual(boundsOf({ since: 0 }));
  expect(boundsOf({ since: 9.5, until: 12.5 })).toEqual(boundsOf({ since: 10, until: 12 }));
});

it('excludes the moment itself from what came before it', () => {
  const { low, high } = boundsBefore(10);
  const isWithin = (time: number) =>
    sortKeyOf(time, 'an id') >= low && sortKeyOf(time, 'an id') <= high;
  expect([0, 9, 10, 11].map(isWithin)).toEqual([true, true, false, false]);
});

for (const cursor of ['', 'abc', '{"time":1}', `${sortKeyOf(1, 'a')} OR 1=1`]) {
  it(`refuses ${JSON.stringify(cursor)} as a cursor`, async () => {
    const attempt = (async () => boundsOf({ cursor }))();
    expect((await failureOf(attempt, 'store-misconfigured')).message).toMatch(/Start the list/);
  });
}
