import { imageIdOf, layOutText, type RuleMatch } from '@glyphwatch/domain';
import { sampleMatch, sampleRuleMatch, sampleUpload } from '@glyphwatch/domain/contracts';
import { PostgresResultStore } from './index.ts';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.ts';
import { describeWithServer } from './testing/test-server.ts';
import { trigramsOf, wordsIn } from './searchable-text.ts';

it('splits texts into words without case and accents', () => {
  expect(wordsIn('Le Café, ÜBERGANG-2\nle')).toEqual(['le', 'cafe', 'ubergang', '2']);
  expect(wordsIn(' – !')).toEqual([]);
});

it('gives every three characters in a row of a line one number', () => {
  expect(trigramsOf(['keep', 'eep'])).toHaveLength(2);
  expect(trigramsOf(['ab', ''])).toEqual([]);
  expect(trigramsOf(['禁止進入'])).toHaveLength(2);
});

describeWithServer('Search', (server) => {
  let test: TestDatabase;
  let store: PostgresResultStore;
  beforeAll(() => {
    test = openTestDatabase(server().url);
    store = new PostgresResultStore(test.database);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  async function put(key: string, text: string, ruleMatches: readonly RuleMatch[] = []) {
    const upload = sampleUpload({ address: { bucket: key, key }, sequencer: '01' });
    await store.claim(upload, { owner: 'me', now: 1, leaseUntil: 2 });
    const detection = layOutText(text);
    const outcome = { status: 'MATCHED', detection, ruleMatches, nearMisses: [] } as const;
    const nothing = { deliveries: [], records: [], notified: [] };
    await store.commit(imageIdOf(upload.address), 'me', { outcome, ...nothing, now: 1 });
  }
  const found = async (text: string) =>
    (await store.list({ text, limit: 100 })).items.map(({ address }) => address.key);
  const inside = async (...fragments: string[]) =>
    (await store.list({ fragments, limit: 100 })).items.map(({ address }) => address.key);

  it('finds whole words regardless of case and accents', async () => {
    await put('café', 'Le Café\nÜBERGANG');
    expect(await found('cafe')).toEqual(['café']);
    expect(await found('CAFÉ übergang')).toEqual(['café']);
    expect(await found('caf')).toEqual([]);
  });

  it('treats the query as words, never as query syntax', async () => {
    await put('operators', 'alpha beta OR gamma');
    expect(await found('alpha OR gamma')).toEqual(['operators']);
    for (const text of ['alpha OR missing', 'NOT alpha', 'alp*', "alpha') or true --"]) {
      expect(await found(text)).toEqual([]);
    }
    expect(await found('"gamma alpha"')).toEqual(['operators']);
  });

  it('finds pieces of scripts without spaces, and of any case', async () => {
    await put('zone', '禁止進入區域\nÜBERGANG-ZONE');
    for (const fragment of ['止進入', 'übergang-z', 'UBERG', 'gang-zo']) {
      expect(await inside(fragment)).toContain('zone');
    }
    expect(await inside('進止入')).toEqual([]);
    expect(await inside('域\nÜ')).toEqual([]);
  });

  it('compares texts, not only trigrams', async () => {
    await put('parts', 'abcd bcde');
    expect(await inside('abcde')).toEqual([]);
    expect(await inside('abcd b')).toEqual(['parts']);
  });

  it('indexes words of any length, and pages of many thousand words', async () => {
    await put('long', `${'x'.repeat(100_000)} end`);
    expect(await found('x'.repeat(100_000))).toEqual(['long']);
    await put('many', Array.from({ length: 20_000 }, (_, word) => `n${word}`).join(' '));
    expect(await found('n1 n19999')).toEqual(['many']);
    expect(await inside('n1999')).toEqual(['many']);
    expect(await found('needle '.repeat(5000))).toEqual([]);
  });

  it('finds the words around what a sensitive rule matched, but not the match', async () => {
    const matches = [sampleMatch({ words: [[0, 1]] })];
    await put('secret', 'password hunter2hunter2 here', [
      sampleRuleMatch({ sensitive: true, matches }),
    ]);
    expect(await found('password here')).toEqual(['secret']);
    expect(await found('hunter2hunter2')).toEqual([]);
    expect(await inside('ter2hunt')).toEqual([]);
    const [row] = await test.sql(
      'select count(*)::integer as n from @.results where $1 = any (words)',
      ['hunter2hunter2'],
    );
    expect(row).toEqual({ n: 0 });
  });

  it('uses an index for each search', async () => {
    const statement =
      'select key from @.results r where r.words @> $1::text[] and r.trigrams @> $2::integer[]';
    await test.sql('set enable_seqscan = off');
    const plan = await test.sql(`explain ${statement}`, [['cafe'], [1, 2]]);
    expect(JSON.stringify(plan)).toMatch(/results_by_(word|trigram)/);
  });
});
