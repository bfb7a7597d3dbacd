import { imageIdOf, layOutText, type RuleMatch } from '@glyphwatch/domain';
import { sampleMatch, sampleRuleMatch, sampleUpload } from '@glyphwatch/domain/contracts';
import { openDatabase, SqliteResultStore } from './index.ts';

const database = openDatabase(':memory:');
const store = new SqliteResultStore(database);
afterAll(() => database.close());

async function put(key: string, text: string, ruleMatches: readonly RuleMatch[] = []) {
  const upload = sampleUpload({ address: { bucket: key, key }, sequencer: '01' });
  const imageId = imageIdOf(upload.address);
  await store.claim(upload, { owner: 'me', now: 1, leaseUntil: 2 });
  const outcome = {
    status: 'MATCHED',
    detection: layOutText(text),
    ruleMatches,
    nearMisses: [],
  } as const;
  await store.commit(imageId, 'me', {
    outcome,
    notifications: [],
    records: [],
    notified: [],
    now: 1,
  });
  return imageId;
}

async function found(text: string): Promise<string[]> {
  const { items } = await store.list({ text, limit: 100 });
  return items.map(({ address }) => address.key);
}

it('finds words whatever their case and accents, and only whole ones', async () => {
  await put('café', 'Le Café\nÜBERGANG');
  expect(await found('cafe')).toEqual(['café']);
  expect(await found('CAFÉ übergang')).toEqual(['café']);
  expect(await found('caf')).toEqual([]);
});

it('takes what was typed for words, never for a query language', async () => {
  await put('operators', 'alpha beta OR gamma');
  expect(await found('alpha OR gamma')).toEqual(['operators']);
  expect(await found('alpha OR missing')).toEqual([]);
  expect(await found('NOT alpha')).toEqual([]);
  expect(await found('alp*')).toEqual([]);
  expect(await found('text:alpha')).toEqual([]);
  expect(await found('"gamma alpha"')).toEqual(['operators']);
  expect(await found('beta-alpha')).toEqual(['operators']);
  expect(await found('a"lpha')).toEqual([]);
});

it('understands a question of thousands of words', async () => {
  await put('long', 'needle');
  expect(
    await found(Array.from({ length: 5000 }, (_, index) => `needle n${index}`).join(' ')),
  ).toEqual([]);
  expect(await found('needle '.repeat(5000))).toEqual(['long']);
});

it('does not find what a sensitive rule matched, but the words around it', async () => {
  const match = sampleMatch({ words: [[0, 1]] });
  const secret = sampleRuleMatch({ sensitive: true, matches: [match] });
  const imageId = await put('secret', 'password hunter2hunter2 written down', [secret]);
  expect(await found('password written')).toEqual(['secret']);
  expect(await found('hunter2hunter2')).toEqual([]);
  // Matching again needs the text as it was read.
  expect((await store.find(imageId))?.detection?.lines[0]?.text).toContain('hunter2hunter2');
});

it('gives every result when there is no word in the question', async () => {
  await put('any', 'something');
  expect(await found(' – !')).toContain('any');
});
