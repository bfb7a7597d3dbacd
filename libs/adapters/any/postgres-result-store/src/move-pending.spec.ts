import { failureOf } from '@glyphwatch/domain/contracts';
import { PostgresDeliveries, PostgresResultStore } from './index.ts';
import { BEFORE_MOVING, migration } from './migrations.ts';
import { movePending } from './move-pending.ts';
import { pendingOf, RECORD, writeFirstTables } from './testing/first-tables.ts';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.ts';
import { describeWithServer } from './testing/test-server.ts';

describeWithServer('Tables of the first release', (server) => {
  let test: TestDatabase;
  beforeEach(() => {
    test = openTestDatabase(server().url);
  });
  afterEach(() => test[Symbol.asyncDispose]());

  const idsIn = async (channel: string) =>
    (await new PostgresDeliveries(test.database).look(channel)).due.map(({ id }) => id).sort();

  it('have what waited in results wait as deliveries', async () => {
    await writeFirstTables(test, 4, (image) => ({
      isPending: image < 2,
      unrecorded: image === 1 || image === 2 ? [RECORD] : [],
    }));
    const deliveries = new PostgresDeliveries(test.database);
    const store = new PostgresResultStore(test.database);
    const now = await deliveries.now();
    for (const notification of [0, 1].flatMap(pendingOf)) {
      const { channel, id, imageId } = notification;
      expect([...(await deliveries.notifications(channel, [id]))]).toEqual([[id, notification]]);
      const [row] = (await deliveries.list({ ids: [id], limit: 1 })).items;
      expect(row).toMatchObject({ state: 'waiting', attempts: 0, channel, imageId });
      expect(Math.abs((row?.due ?? 0) - now)).toBeLessThan(60_000);
      expect(await store.delete(imageId, { now: 8 })).toBe('waiting');
    }
    expect(await idsIn('mail')).toEqual(['0 mail', '1 mail']);
    const unrecorded = await store.listUnrecorded(8, 9);
    expect(unrecorded.map(({ imageId }) => imageId).sort()).toEqual(['b/1', 'b/2']);
    expect(unrecorded.map((result) => result.unrecorded)).toEqual([[RECORD], [RECORD]]);
    expect(await store.listUnrecorded(7, 9)).toEqual([]);
    expect(await store.find('b/3')).toMatchObject({ status: 'MATCHED', unrecorded: [] });
    expect(await store.find('b/0')).not.toHaveProperty('pending');
    expect(await store.delete('b/3', { now: 8 })).toBe('deleted');
  });

  it('lose nothing when a process dies on the way, and others go on at once', async () => {
    const images = 500;
    await writeFirstTables(test, images, () => ({ isPending: true }));
    await test.sql(migration(test.schema, BEFORE_MOVING));
    let statements = 0;
    const dying = movePending(async (text, values) => {
      statements += 1;
      if (statements > 3) throw new Error('killed');
      return test.sql(text, values);
    });
    await expect(dying).rejects.toThrow('killed');
    expect(await test.sql('select count(*) as rows from @.deliveries')).toEqual([{ rows: '400' }]);
    await Promise.all([test.open(), test.open(), test.open()].map((one) => one.open()));
    for (const channel of ['mail', 'chat']) {
      const ids = Array.from({ length: images }, (_, image) => `${image} ${channel}`);
      expect(await idsIn(channel)).toEqual(ids.sort());
    }
  });

  it('keep what is damaged, so that it is told about', async () => {
    await writeFirstTables(test, 2, () => ({ isPending: true }));
    await test.sql("update @.results set outbox = '\\x78' where image = 'b/0'");
    const problems: string[] = [];
    const onProblem = (problem: string) => problems.push(problem);
    const store = new PostgresResultStore(test.database, { onProblem });
    expect(await store.find('b/0')).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining('"b/0" is damaged')]);
    expect(await idsIn('mail')).toEqual(['1 mail']);
  });

  it('fail for processes of that release, and are left as they are by those that only read', async () => {
    await writeFirstTables(test, 1, () => ({ isPending: true }));
    const reading = new PostgresDeliveries(test.open({ readOnly: true }));
    const { message } = await failureOf(reading.list({ limit: 1 }), 'store-misconfigured');
    expect(message).toContain('those of an older Glyphwatch. Scan with this one once');
    expect(await test.sql('select 1 from @.results where outbox is not null')).toHaveLength(1);
    await test.database.open();
    await expect(test.sql("update @.results set outbox = ''")).rejects.toThrow(/does not exist/);
    expect((await reading.list({ limit: 9 })).items).toHaveLength(2);
  });
});
