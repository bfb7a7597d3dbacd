import { imageIdOf } from '../../index.ts';
import { failureOf } from '../failure.ts';
import { sampleOutcome, sampleRecord, sampleRuleMatch, unique } from '../samples.ts';
import { allPages } from './all-pages.ts';
import { keysOf, promise } from './bucket.ts';
import { LEASE_MS } from './subject.ts';

promise('lists nothing for a period without changes', async ({ store, start }) => {
  const nothing = await store.list({ since: start, until: start + 900, limit: 10 });
  expect(nothing).toEqual({ items: [] });
});

promise('lists whole results, last changed first', async (bucket) => {
  await bucket.put('b', 20);
  await bucket.put('c', 30);
  await bucket.put('a', 10);
  expect(await bucket.keys()).toEqual(['c', 'b', 'a']);
  const { items } = await bucket.store.list({ since: bucket.start + 30, limit: 1 });
  expect(items).toEqual([await bucket.store.find(`${bucket.name}/c`)]);
});

promise('lists an image once, by its last change', async (bucket) => {
  await bucket.put('a', 10);
  await bucket.put('b', 20);
  await bucket.conclude(bucket.upload('a', { sequencer: '02', version: 'v2' }), 30);
  expect(await bucket.keys()).toEqual(['a', 'b']);
  expect(await bucket.keys({ until: bucket.start + 25 })).toEqual(['b']);
});

promise('lists the results of a period, both ends included', async (bucket) => {
  for (const at of [1, 2, 3, 4]) await bucket.put(`${at}`, at);
  expect(await bucket.keys({ since: bucket.start + 2, until: bucket.start + 3 })).toEqual([
    '3',
    '2',
  ]);
});

promise(
  'counts the images uploaded in a period, both ends included, if it counts',
  async (bucket) => {
    const { store, start } = bucket;
    for (const at of [1, 2, 3, 4]) {
      await bucket.conclude(bucket.upload(`${at}`, { uploadedAt: start + at }), 50);
    }
    const counted = await Promise.all(
      [{}, { since: start + 3 }, { until: start + 3 }].map((part) =>
        store.count({ since: start + 2, until: start + 900, ...part }),
      ),
    );
    expect([
      [3, 2, 2],
      [undefined, undefined, undefined],
    ]).toContainEqual(counted);
  },
);

promise('lists by status', async (bucket) => {
  await bucket.put('matched', 10);
  await bucket.put('empty', 20, { status: 'NO_TEXT', ruleMatches: [] });
  await bucket.store.markGone(bucket.upload('gone'), bucket.start + 30);
  const leaseUntil = bucket.start + LEASE_MS;
  const claim = { owner: unique('owner'), now: bucket.start + 40, leaseUntil };
  await bucket.store.claim(bucket.upload('running'), claim);
  expect(await bucket.keys({ status: 'MATCHED' })).toEqual(['matched']);
  expect(await bucket.keys({ status: 'NO_TEXT' })).toEqual(['empty']);
  expect(await bucket.keys({ status: 'GONE' })).toEqual(['gone']);
  expect(await bucket.keys({ status: 'PROCESSING' })).toEqual(['running']);
  expect(await bucket.keys({ status: 'FAILED' })).toEqual([]);
});

promise('lists a result by its current status', async (bucket) => {
  await bucket.put('a', 10);
  const upload = bucket.upload('a', { sequencer: '02', version: 'v2' });
  const outcome = sampleOutcome({ status: 'NO_MATCH', ruleMatches: [] });
  await bucket.conclude(upload, 20, { outcome });
  expect(await bucket.keys({ status: 'MATCHED' })).toEqual([]);
  expect(await bucket.keys({ status: 'NO_MATCH' })).toEqual(['a']);
});

promise('lists by rule the images whose newest version it matched', async (bucket) => {
  const ruleId = unique('rule');
  const ruleMatches = [sampleRuleMatch(), sampleRuleMatch({ ruleId })];
  const outcome = sampleOutcome({ ruleMatches });
  await bucket.conclude(bucket.upload('old', { uploadedAt: bucket.start + 1 }), 90, { outcome });
  await bucket.conclude(bucket.upload('new', { uploadedAt: bucket.start + 2 }), 80, { outcome });
  await bucket.conclude(bucket.upload('was'), 70, { outcome });
  await bucket.put('other', 60);
  await bucket.conclude(bucket.upload('was', { sequencer: '02', version: 'v2' }), 99);
  expect(await bucket.keys({ ruleId })).toEqual(['new', 'old']);
  expect(await bucket.keys({ ruleId, since: bucket.start + 2 })).toEqual(['new']);
  expect(await bucket.keys({ ruleId, until: bucket.start + 1 })).toEqual(['old']);
  expect(await bucket.keys({ ruleId, status: 'MATCHED' })).toEqual(['new', 'old']);
  expect(await bucket.keys({ ruleId, status: 'NO_MATCH' })).toEqual([]);
  expect(await bucket.keys({ ruleId: unique('rule') })).toEqual([]);
});

promise('pages through results without skipping or repeating', async (bucket) => {
  const times = [1, 2, 2, 2, 2, 3, 4];
  for (const [index, at] of times.entries()) await bucket.put(`${index}`, at);
  const period = { since: bucket.start, until: bucket.start + 900 };
  for (const limit of [1, 2, 3, 7, 1000]) {
    const seen = await allPages(limit, (page) => bucket.store.list({ ...period, ...page }));
    expect(seen.map(({ updatedAt }) => updatedAt - bucket.start)).toEqual([4, 3, 2, 2, 2, 2, 1]);
    expect(new Set(keysOf(seen)).size).toBe(times.length);
  }
});

for (const cursor of ['', 'page 2', '{"time":1}', 'WzFd', "0' OR 1=1 --"]) {
  promise(
    `refuses the cursor ${JSON.stringify(cursor)}, which it did not issue`,
    async (bucket) => {
      await bucket.put('a', 10);
      for (const query of [{}, { status: 'MATCHED' }, { ruleId: unique('rule') }] as const) {
        await failureOf(bucket.store.list({ ...query, limit: 1, cursor }), 'store-misconfigured');
      }
      const history = bucket.store.listMatches(unique('rule'), { limit: 1, cursor });
      await failureOf(history, 'store-misconfigured');
    },
  );
}

promise('pages through the results of a rule and of a status', async (bucket) => {
  const ruleId = unique('rule');
  const outcome = sampleOutcome({ ruleMatches: [sampleRuleMatch({ ruleId })] });
  for (const [key, at] of ['a', 'b', 'c', 'd', 'e'].entries()) {
    const uploadedAt = bucket.start + Math.floor(key / 2);
    await bucket.conclude(bucket.upload(at, { uploadedAt }), key, { outcome });
    await bucket.put(`not-${at}`, key, { status: 'NO_MATCH', ruleMatches: [] });
  }
  const period = { since: bucket.start, until: bucket.start + 900 };
  for (const wanted of [{ ruleId }, { status: 'MATCHED' as const }]) {
    const query = { ...period, ...wanted };
    const seen = await allPages(2, (page) => bucket.store.list({ ...query, ...page }));
    expect(keysOf(seen).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  }
});

promise('repeats no result and ends when results change between pages', async (bucket) => {
  for (const at of [1, 2, 3, 4, 5, 6]) await bucket.put(`${at}`, at);
  const period = { since: bucket.start, until: bucket.start + 6 };
  let read = 0;
  const seen = await allPages(2, async (page) => {
    const result = await bucket.store.list({ ...period, ...page });
    read += 1;
    for (const { address, sequencer } of result.items) {
      const newer = { sequencer: `${sequencer}${read}`, version: `v1.${read}` };
      await bucket.conclude(bucket.upload(address.key, newer), 100 + read);
    }
    return result;
  });
  expect(keysOf(seen)).toEqual(['6', '5', '4', '3', '2', '1']);
});

promise('lists what is unrecorded, longest waiting first', async (bucket) => {
  const records = [sampleRecord()];
  const waiting = { third: 30, first: 10, second: 20 };
  for (const [key, at] of Object.entries(waiting)) {
    await bucket.conclude(bucket.upload(key), at, { records });
  }
  await bucket.put('nothing', 15);
  expect(await bucket.unrecordedKeys(40)).toEqual(['first', 'second', 'third']);
  expect(await bucket.unrecordedKeys(30)).toEqual(['first', 'second']);
  expect(await bucket.unrecordedKeys(10)).toEqual([]);
});

promise('leaves out the most recent when there are too many', async (bucket) => {
  for (const [key, at] of Object.entries({ second: 20, third: 30, first: 10 })) {
    await bucket.conclude(bucket.upload(key), at, { records: [sampleRecord()] });
  }
  const before = bucket.start + 40;
  const all = await bucket.store.listUnrecorded(before, 1000);
  for (const limit of [1, 2]) {
    const list = await bucket.store.listUnrecorded(before, limit);
    expect(keysOf(list)).toEqual(keysOf(all.slice(0, limit)));
  }
});

promise('lists what an older version left unrecorded', async (bucket) => {
  const { store, start } = bucket;
  const leaseUntil = start + LEASE_MS;
  for (const [key, at] of Object.entries({ newer: 2, gone: 4 })) {
    await bucket.conclude(bucket.upload(key), at, { records: [sampleRecord()] });
  }
  const newer = bucket.upload('newer', { sequencer: '02', version: 'v2' });
  await store.claim(newer, { owner: 'me', now: start + 3, leaseUntil });
  await store.markGone(bucket.upload('gone', { sequencer: '02' }), start + 5);
  expect(await bucket.unrecordedKeys(40)).toEqual(['newer', 'gone']);
});

promise('no longer lists what was recorded', async (bucket) => {
  const { store } = bucket;
  const records = [sampleRecord(), sampleRecord()];
  const [first, second] = records;
  const upload = bucket.upload('a');
  await bucket.conclude(upload, 10, { records });
  await store.clear(imageIdOf(upload.address), [first?.id ?? '']);
  expect(await bucket.unrecordedKeys(40)).toEqual(['a']);
  await store.clear(imageIdOf(upload.address), [second?.id ?? '']);
  expect(await bucket.unrecordedKeys(40)).toEqual([]);
});
