import { failureOf } from '@glyphwatch/domain/contracts';
import { boundsBefore, boundsOf, placeOf } from './place.ts';

it('orders places by time', () => {
  const times = [0, 9, 10, 999_999_999_999, 1_760_000_000_000];
  const places = times.map((time) => placeOf(time, 'an id'));
  expect([...places].sort()).toEqual(places);
});

it('tells ids of one moment apart and is short whatever the id', () => {
  expect(placeOf(5, 'a')).not.toBe(placeOf(5, 'b'));
  expect(placeOf(5, 'k'.repeat(5000))).toHaveLength(38);
});

it('holds every place of the first and the last moment of a span', () => {
  const { low, high } = boundsOf({ since: 10, until: 12 });
  const isWithin = (time: number) =>
    placeOf(time, 'an id') >= low && placeOf(time, 'an id') <= high;
  expect([9, 10, 11, 12, 13].map(isWithin)).toEqual([false, true, true, true, false]);
});

it('takes spans without an end, before 1970, and between milliseconds', () => {
  expect(boundsOf({ since: -Infinity, until: Infinity })).toEqual(boundsOf({}));
  expect(boundsOf({ since: -5 })).toEqual(boundsOf({ since: 0 }));
  expect(boundsOf({ since: 9.5, until: 12.5 })).toEqual(boundsOf({ since: 10, until: 12 }));
});

it('leaves the moment itself out of what was before it', () => {
  const { low, high } = boundsBefore(10);
  const isWithin = (time: number) =>
    placeOf(time, 'an id') >= low && placeOf(time, 'an id') <= high;
  expect([0, 9, 10, 11].map(isWithin)).toEqual([true, true, false, false]);
});

for (const cursor of ['', 'abc', '{"time":1}', `${placeOf(1, 'a')} OR 1=1`]) {
  it(`refuses ${JSON.stringify(cursor)} as a cursor`, async () => {
    const attempt = (async () => boundsOf({ cursor }))();
    expect((await failureOf(attempt, 'store-misconfigured')).message).toMatch(/Start the list/);
  });
}
