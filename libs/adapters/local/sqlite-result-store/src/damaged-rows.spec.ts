import {
  sampleDetection,
  sampleOutcome,
  sampleRecord,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import { openDatabase, SqliteResultStore } from './index.ts';

const PATH = ':memory:';

async function openWith(key: string) {
  const database = openDatabase(PATH);
  const problems: string[] = [];
  const store = new SqliteResultStore(database, (problem) => problems.push(problem));
  const upload = sampleUpload({ address: { bucket: 'b', key } });
  await store.claim(upload, { owner: 'me', now: 1, leaseUntil: 2 });
  const outcome = sampleOutcome({ detection: sampleDetection('KEEP OUT') });
  const nothing = { deliveries: [], records: [sampleRecord()], notified: [] };
  await store.commit(`b/${key}`, 'me', { outcome, ...nothing, now: 1 });
  return { database, store, problems };
}

it.each([
  ['result', `'{"imageId":'`],
  ['result', `'null'`],
  ['result', `'{"imageId":"b/other"}'`],
  ['unrecorded', `''`],
  ['unrecorded', `'{}'`],
  ['detection', `x'c0ffee'`],
])('leaves out of every list what has a damaged %s: %s', async (column, value) => {
  const { database, store, problems } = await openWith('bad');
  database.write((prepare) => prepare(`UPDATE results SET ${column} = ${value}`).run());
  for (const query of [{}, { text: 'keep' }, { fragments: ['kee'] }, { where: () => true }]) {
    expect((await store.list({ limit: 10, ...query })).items).toEqual([]);
  }
  expect(await store.listUnrecorded(10, 10)).toEqual([]);
  expect(await store.find('b/bad')).toBeUndefined();
  expect(problems).toEqual([
    'What is stored about "b/bad" is damaged and left out. Scan the image again to replace it.',
  ]);
  database.close();
});

it('leaves damaged records out of the history, and fills the page', async () => {
  const { database, store, problems } = await openWith('a');
  const records = ['a', 'b', 'c'].map((id) => sampleRecord({ id, ruleId: 'gate' }));
  await store.recordMatches('b/a', records);
  database.write((prepare) => prepare("UPDATE matches SET record = '{}' WHERE id = 'b'").run());
  const first = await store.listMatches('gate', { limit: 1 });
  expect(first.items.map(({ id }) => id)).toEqual(['c']);
  const { items } = await store.listMatches('gate', { limit: 1, cursor: first.cursor ?? '' });
  expect(items.map(({ id }) => id)).toEqual(['a']);
  expect(problems).toEqual([`Match "b" is damaged in ${PATH}, and left out.`]);
  database.close();
});
