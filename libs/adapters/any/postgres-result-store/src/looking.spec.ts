import {
  sampleDelivery,
  sampleDetection,
  sampleMatch,
  sampleOutcome,
  sampleRecord,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import { imageIdOf, type Upload } from '@glyphwatch/domain';
import {
  type Database,
  PostgresAlertReviews,
  PostgresDeliveries,
  PostgresResultQueries,
  PostgresResultStore,
} from './index.ts';
import { keyOf } from './key-of.ts';
import { migration, MIGRATIONS } from './migrations.ts';
import { pack } from './pack.ts';
import { trigramsOf } from './searchable-text.ts';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.ts';
import { describeWithServer } from './testing/test-server.ts';

const portsOf = (database: Database, onProblem: (problem: string) => void = () => {}) => ({
  store: new PostgresResultStore(database, { onProblem }),
  deliveries: new PostgresDeliveries(database, { onProblem }),
  queries: new PostgresResultQueries(database, { onProblem }),
  reviews: new PostgresAlertReviews(database, { onProblem }),
});
const uploadOf = (key: string, uploadedAt = 1): Upload =>
  sampleUpload({ address: { bucket: 'b', key }, uploadedAt });

async function conclude(store: PostgresResultStore, upload: Upload, text = 'KEEP OUT') {
  await store.claim(upload, { owner: 'me', now: 1, leaseUntil: 2 });
  const outcome = sampleOutcome({ detection: sampleDetection(text) });
  const nothing = { deliveries: [], records: [], notified: [] };
  await store.commit(imageIdOf(upload.address), 'me', { outcome, ...nothing, now: 1 });
}

const WITH_HOLDS = MIGRATIONS.slice(0, 4);
const INSERT = `
  insert into @.results (key, image, revision, status, uploaded_at, updated_at, body, detection, words, trigrams)
  values ($1, $2, gen_random_uuid(), 'MATCHED', $3, 7, $4, $5, array['keep', 'out'], $6)`;
const INSERT_MATCH =
  'insert into @.matches (key, rule, image, uploaded_at, record) values ($1, $2, $3, $4, $5)';

describeWithServer('Walls and verdicts', (server) => {
  let test: TestDatabase;
  beforeEach(() => {
    test = openTestDatabase(server().url);
  });
  afterEach(() => test[Symbol.asyncDispose]());

  async function writeOlderTables(images: number): Promise<void> {
    await test.sql(migration(test.schema, WITH_HOLDS));
    for (let image = 0; image < images; image += 1) {
      const upload = uploadOf(`${image}`, image);
      const { detection, ...outcome } = sampleOutcome({ detection: sampleDetection('KEEP OUT') });
      const body = { ...upload, ...outcome, imageId: `b/${image}`, notified: [], updatedAt: 7 };
      await test.sql(INSERT, [
        ...[keyOf(`b/${image}`), Buffer.from(`b/${image}`), image],
        ...[pack({ ...body, attempts: 1 }), pack(detection), trigramsOf(['keep out'])],
      ]);
    }
    for (const id of ['first', 'second']) {
      const record = sampleRecord({ id, ruleId: 'gate' }, uploadOf('1', 1));
      const keys = [keyOf(id), keyOf('gate'), keyOf('b/1')];
      await test.sql(INSERT_MATCH, [...keys, 1, pack(record)]);
    }
  }

  it('summarises what older tables hold, and lists of their history what was recorded last', async () => {
    await writeOlderTables(450);
    await test.sql("update @.results set body = '\\x78' where image = 'b/7'");
    await test.sql(INSERT_MATCH, [keyOf('x'), keyOf('gate'), keyOf('b/2'), 1, Buffer.from('x')]);
    await Promise.all([test.open(), test.open()].map((one) => one.open()));
    const { queries, reviews } = portsOf(test.database);
    const { items } = await queries.summaries({ text: 'keep', fragments: ['eep o'], limit: 1000 });
    expect(items).toHaveLength(449);
    expect(items.slice(0, 2)).toMatchObject([{ imageId: 'b/449' }, { imageId: 'b/448' }]);
    expect(await queries.summary('b/7')).toBeUndefined();
    const alerts = await reviews.list({ limit: 9 });
    expect(alerts.items).toMatchObject([{ id: 'second', verdict: 'new', isBesideSecrets: false }]);
  });

  it('fails for processes of an older version, which would write what no wall shows', async () => {
    await writeOlderTables(1);
    await test.database.open();
    await expect(test.sql('delete from @.result_rules')).rejects.toThrow(/does not exist/);
    const values = [keyOf('old'), keyOf('gate'), keyOf('b/0'), 1, Buffer.from('x')];
    await expect(test.sql(INSERT_MATCH, values)).rejects.toThrow(/null value in column "revision"/);
  });

  it('passes over what is damaged, and says so once', async () => {
    const problems: string[] = [];
    const { store, queries, reviews } = portsOf(test.database, (text) => problems.push(text));
    for (const key of ['a', 'b', 'c']) {
      await conclude(store, uploadOf(key));
      const record = sampleRecord({ id: key, ruleId: 'gate' }, uploadOf(key));
      await store.recordMatches(`b/${key}`, [record]);
    }
    await test.sql("update @.summaries set summary = '\\x78' where image = 'b/b'");
    await test.sql("update @.matches set record = '\\x78' where key = $1", [keyOf('b')]);
    for (let time = 0; time < 2; time += 1) {
      const first = await queries.summaries({ limit: 2 });
      expect(first.items.map(({ imageId }) => imageId)).toEqual(['b/c']);
      const rest = await queries.summaries({ limit: 2, cursor: first.cursor ?? '' });
      expect(rest.items.map(({ imageId }) => imageId)).toEqual(['b/a']);
      const alerts = await reviews.list({ limit: 9 });
      expect(alerts.items.map(({ id }) => id)).toEqual(['c', 'a']);
    }
    expect(problems).toHaveLength(2);
  });

  it('shows one of many records about the same that are recorded at once', async () => {
    const { store, reviews } = portsOf(test.database);
    await conclude(store, uploadOf('a'));
    const found = { ruleId: 'gate', matches: [sampleMatch({ fingerprint: 'f' })] };
    const records = Array.from({ length: 8 }, (_, at) =>
      sampleRecord({ ...found, id: `${at}` }, uploadOf('a')),
    );
    const others = records.map((record) => ({ record, ports: portsOf(test.open()) }));
    await Promise.all(
      others.map(({ record, ports }) => ports.store.recordMatches('b/a', [record])),
    );
    const { items } = await reviews.list({ limit: 9 });
    expect(items).toHaveLength(1);
    expect((await store.listMatches('gate', { limit: 9 })).items).toHaveLength(8);
    const more = sampleRecord({ ...found, id: 'more' }, uploadOf('a'));
    const again = sampleRecord({ ...found, id: 'again' }, uploadOf('a'));
    await store.recordMatches('b/a', [more, again]);
    expect((await reviews.list({ limit: 9 })).items.map(({ id }) => id)).toEqual(['again']);
  });

  it('ends a reminder when the last two alerts are judged at the same time', async () => {
    const { store, deliveries } = portsOf(test.database);
    for (let round = 0; round < 5; round += 1) {
      const upload = uploadOf(`${round}`);
      await conclude(store, upload);
      const records = ['gate', 'brand'].map((ruleId) =>
        sampleRecord({ id: `${ruleId} ${round}`, ruleId }, upload),
      );
      await store.recordMatches(imageIdOf(upload.address), records);
      const about = { ruleIds: ['gate', 'brand'], reminder: { of: 'told', number: 1 } };
      await deliveries.add([sampleDelivery({ id: `r${round}`, channel: 'mail' }, about, upload)]);
      const judgement = { at: 1, by: 'ann', verdict: 'confirmed' } as const;
      const judges = records.map(({ id }) => ({ id, reviews: portsOf(test.open()).reviews }));
      await Promise.all(
        judges.map(({ id, reviews }) => reviews.judge([{ id, revision: 0 }], judgement)),
      );
      const { items } = await deliveries.list({ ids: [`r${round}`], limit: 1 });
      expect(items[0]?.state).toBe('withdrawn');
    }
  });

  it('forgets verdicts with their records', async () => {
    const { store, reviews } = portsOf(test.database);
    const judge = async (key: string) => {
      await conclude(store, uploadOf(key));
      await store.recordMatches(`b/${key}`, [sampleRecord({ id: key }, uploadOf(key))]);
      await reviews.judge([{ id: key, revision: 0 }], { at: 1, by: 'ann', verdict: 'confirmed' });
      expect(await reviews.history(key)).toHaveLength(1);
    };
    await judge('a');
    await store.purgeMatches(2, 10);
    expect(await reviews.history('a')).toEqual([]);
    await judge('b');
    await store.delete('b/b', { now: 9, evenIfWaiting: true });
    expect(await reviews.history('b')).toEqual([]);
    expect(await test.sql('select 1 from @.judgements')).toEqual([]);
  });

  it('finds keys that are longer than an index entry, and orders them', async () => {
    const { store, queries } = portsOf(test.database);
    const long = 'x'.repeat(3000);
    for (const key of [`${long}a`, `${long}b`, long.slice(1)]) await conclude(store, uploadOf(key));
    const keysOf = async (key: string) =>
      (await queries.summaries({ key, limit: 9 })).items.map(({ address }) => address.key.at(-1));
    expect(await keysOf(`${long}b`)).toEqual(['b']);
    expect(await keysOf(`b/${long}a`)).toEqual(['a']);
    expect((await keysOf(long)).sort()).toEqual(['a', 'b']);
    expect(await queries.count({ key: long.slice(0, 1001) })).toEqual({ n: 3, more: false });
  });

  it('finds no fragment across two lines, nor one that only shares its trigrams', async () => {
    const { store, queries } = portsOf(test.database);
    await conclude(store, uploadOf('a'), 'ABCD\nBCDE');
    const found = async (fragment: string) =>
      (await queries.summaries({ fragments: [fragment], limit: 9 })).items.length;
    expect(await found('bcd')).toBe(1);
    expect(await found('abcde')).toBe(0);
    expect(await found('cd\nbc')).toBe(0);
  });

  it('keeps its mark while nothing changes but the sign of life of other processes', async () => {
    const { queries } = portsOf(test.database);
    const mark = await queries.mark();
    await test.sql('insert into @.runs (id, seen_at) values (gen_random_uuid(), now())');
    expect(await queries.mark()).toBe(mark);
  });
});
