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
    deliveries: [],
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

it('finds whole words regardless of case and accents', async () => {
  await put('café', 'Le Café\nÜBERGANG');
  expect(await found('cafe')).toEqual(['café']);
  expect(await found('CAFÉ übergang')).toEqual(['café']);
  expect(await found('caf')).toEqual([]);
});

it('treats the query as words, never as query syntax', async () => {
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

it('handles a query of thousands of words', async () => {
  await put('long', 'needle');
  expect(
    await found(Array.from({ length: 5000 }, (_, index) => `needle n${index}`).join(' ')),
  ).toEqual([]);
  expect(await found('needle '.repeat(5000))).toEqual(['long']);
});

it('finds the words around what a sensitive rule matched, but not the match', async () => {
  const match = sampleMatch({ words: [[0, 1]] });
  const secret = sampleRuleMatch({ sensitive: true, matches: [match] });
  const imageId = await put('secret', 'password hunter2hunter2 written down', [secret]);
  expect(await found('password written')).toEqual(['secret']);
  expect(await found('hunter2hunter2')).toEqual([]);
  // Matching again needs the unmasked text.
  expect((await store.find(imageId))?.detection?.lines[0]?.text).toContain('hunter2hunter2');
});

it('returns every result when the query has no words', async () => {
  await put('any', 'something');
  expect(await found(' – !')).toContain('any');
});
