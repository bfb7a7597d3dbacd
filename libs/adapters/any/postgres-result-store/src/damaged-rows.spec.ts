import { NO_TURN, type Upload } from '@glyphwatch/domain';
import {
  failureOf,
  sampleDelivery,
  sampleDetection,
  sampleOutcome,
  sampleRecord,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import { PostgresDeliveries, PostgresDetectionMemory, PostgresResultStore } from './index.ts';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.ts';
import { describeWithServer } from './testing/test-server.ts';

const uploadOf = (key: string): Upload => sampleUpload({ address: { bucket: 'b', key } });
const BODIES = ['body', 'unrecorded', 'detection'];

async function conclude(store: PostgresResultStore, key: string, now: number): Promise<void> {
  await store.claim(uploadOf(key), { owner: key, now, leaseUntil: now + 1 });
  const deliveries = [sampleDelivery({ id: key, channel: 'mail' }, {}, uploadOf(key))];
  const announced = { deliveries, records: [sampleRecord()], notified: [] };
  const outcome = sampleOutcome({ detection: sampleDetection('KEEP OUT') });
  await store.commit(`b/${key}`, key, { outcome, ...announced, now });
}

describeWithServer('Damaged rows', (server) => {
  let test: TestDatabase;
  let store: PostgresResultStore;
  let problems: string[];
  beforeEach(async () => {
    test = openTestDatabase(server().url);
    problems = [];
    store = new PostgresResultStore(test.database, { onProblem: (text) => problems.push(text) });
    for (const [at, key] of ['old', 'bad', 'new'].entries()) await conclude(store, key, at + 1);
  });
  afterEach(() => test[Symbol.asyncDispose]());

  const damage = (column: string) =>
    test.sql(`update @.results set ${column} = '\\xc0ffee' where image = 'b/bad'`);
  const listed = async (query = {}) =>
    (await store.list({ limit: 10, ...query })).items.map(({ address }) => address.key);

  it.each(BODIES)(
    'leaves out of all lists what has a damaged %s, and says so once',
    async (column) => {
      await damage(column);
      for (const query of [{}, { text: 'keep' }, { fragments: ['kee'] }, { status: 'MATCHED' }]) {
        expect(await listed(query)).toEqual(['new', 'old']);
      }
      expect(await listed({ where: () => true })).toEqual(['new', 'old']);
      expect((await store.listUnrecorded(10, 10)).map(({ imageId }) => imageId)).toEqual([
        'b/old',
        'b/new',
      ]);
      expect(problems).toEqual([
        'What is stored about "b/bad" is damaged and left out. Scan the image again to replace it.',
      ]);
    },
  );

  it('does not let damaged rows hide what waits behind them', async () => {
    await test.sql(`update @.results set unrecorded = '' where image <> 'b/new'`);
    const [waiting, ...others] = await store.listUnrecorded(10, 1);
    expect(waiting?.imageId).toBe('b/new');
    expect(others).toEqual([]);
  });

  it('fills a page with the rows after a damaged one', async () => {
    await damage('body');
    const first = await store.list({ limit: 1 });
    expect(first.items.map(({ imageId }) => imageId)).toEqual(['b/new']);
    const { cursor = '' } = first;
    const second = await store.list({ limit: 1, cursor });
    expect(second.items.map(({ imageId }) => imageId)).toEqual(['b/old']);
  });

  it.each(BODIES)('replaces a damaged %s by the next scan of the image', async (column) => {
    await damage(column);
    expect(await store.find('b/bad')).toBeUndefined();
    expect(await store.claim(uploadOf('bad'), { owner: 'me', now: 4, leaseUntil: 5 })).toEqual({
      kind: 'claimed',
    });
    await conclude(store, 'bad', 6);
    expect(await store.find('b/bad')).toMatchObject({ status: 'MATCHED', updatedAt: 6 });
  });

  it('deletes what is damaged', async () => {
    await damage('body');
    expect(await store.delete('b/bad', { now: 10 })).toBe('waiting');
    expect(await store.delete('b/bad', { now: 10, evenIfWaiting: true })).toBe('deleted');
    expect(await store.delete('b/bad', { now: 10 })).toBe('unknown');
  });

  it('deletes nothing that a damaged hold holds', async () => {
    const hold = { id: 'h-1', of: 'image', value: 'b/bad', since: 1, by: 'ann', why: 'w' } as const;
    await store.hold(hold);
    await test.sql(`update @.holds set hold = '\\x78'`);
    const deletion = { now: 10, evenIfWaiting: true };
    await failureOf(store.delete('b/bad', deletion), 'store-misconfigured');
    expect(await store.delete('b/new', deletion)).toBe('deleted');
    expect(await store.endHold('h-1')).toBe(true);
    expect(await store.delete('b/bad', deletion)).toBe('deleted');
  });

  it('leaves damaged records out of the history', async () => {
    const records = ['a', 'b', 'c'].map((id) => sampleRecord({ id, ruleId: 'gate' }));
    await store.recordMatches('b/bad', records);
    await test.sql(
      `update @.matches set record = '' where key = (select key from @.matches limit 1)`,
    );
    expect((await store.listMatches('gate', { limit: 10 })).items).toHaveLength(2);
    expect(problems).toHaveLength(1);
  });

  it('leaves out damaged deliveries, turns and silences, and says so once', async () => {
    const onProblem = (problem: string) => problems.push(problem);
    const deliveries = new PostgresDeliveries(test.database, { onProblem });
    const now = await deliveries.now();
    const about = { of: 'rule', value: 'gate', from: now, by: 'ann', why: 'reprint' } as const;
    for (const id of ['s-1', 's-2'])
      await deliveries.silence({ ...about, id, until: now + 60_000 });
    await deliveries.change('mail', { ...NO_TURN, policy: 'p' });
    await test.sql("update @.deliveries set delivery = '\\x78' where id = '\"bad\"'");
    await test.sql("update @.deliveries set notification = '' where id = '\"new\"'");
    await test.sql("update @.silences set silence = '' where id = '\"s-1\"'");
    await test.sql("update @.turns set turn = ''");
    for (let time = 0; time < 2; time += 1) {
      const { turn, due, silences } = await deliveries.look('mail');
      expect(due.map(({ id }) => id)).toEqual(['old', 'new']);
      expect(turn).toEqual({ ...NO_TURN, revision: 1 });
      expect(silences.map(({ id }) => id)).toEqual(['s-2']);
      const first = await deliveries.list({ limit: 1 });
      expect(first.items.map(({ id }) => id)).toEqual(['new']);
      const { items } = await deliveries.list({ limit: 1, cursor: first.cursor ?? '' });
      expect(items.map(({ id }) => id)).toEqual(['old']);
      const told = await deliveries.notifications('mail', ['old', 'new']);
      expect([...told.keys()]).toEqual(['old']);
    }
    expect(problems.map((problem) => problem.split(' is damaged')[0]).sort()).toEqual([
      'Delivery "bad"',
      'Delivery "new"',
      'Silence "s-1"',
      'The turn of channel mail',
    ]);
    expect(await deliveries.change('mail', { ...NO_TURN, revision: 1 })).toBe(true);
    expect(await deliveries.withdraw({ ids: ['bad'] }, 'ann', 'damaged')).toBe(1);
  });

  it('reads a content again if what was remembered of it is damaged', async () => {
    const memory = new PostgresDetectionMemory(test.database);
    await memory.keep('hash', 'engine', sampleDetection());
    await test.sql(`update @.detections set detection = '\\x78'`);
    expect(await memory.find('hash', 'engine')).toBeUndefined();
  });
});
