import { failureOf, sampleUpload } from '@glyphwatch/domain/contracts';
import { connect } from './connect.ts';
import { Database, PostgresResultStore } from './index.ts';
import { migration, NEWEST_SCHEMA, schemaVersion } from './migrations.ts';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.ts';
import { describeWithServer } from './testing/test-server.ts';

const STEPS = [
  'create table @.a (x integer);',
  'create table @.b (x integer);',
  'insert into @.a values (3);',
];

describeWithServer('Migrations', (server) => {
  let test: TestDatabase;
  beforeEach(() => {
    test = openTestDatabase(server().url);
  });
  afterEach(() => test[Symbol.asyncDispose]());

  it('runs only the steps that are missing, once', async () => {
    for (const steps of [STEPS.slice(0, 1), STEPS, STEPS]) {
      await test.sql(migration(test.schema, steps));
      expect(await schemaVersion((text) => test.sql(text))).toBe(steps.length);
    }
    expect(await test.sql('select x from @.a')).toEqual([{ x: 3 }]);
    expect(await test.sql('select * from @.version')).toEqual([{ version: 3 }]);
  });

  it('leaves the old version if a step fails', async () => {
    await test.sql(migration(test.schema, STEPS.slice(0, 1)));
    const broken = migration(test.schema, [...STEPS, 'select 1 / 0 from @.a;']);
    await expect(test.sql(broken)).rejects.toThrow();
    expect(await test.sql('select * from @.version')).toEqual([{ version: 1 }]);
    await expect(test.sql('select * from @.b')).rejects.toThrow(/does not exist/);
  });

  it('lets many processes start at once', async () => {
    const databases = Array.from({ length: 8 }, () => test.open());
    await Promise.all(databases.map((database) => database.open()));
    const rows = await test.sql('select * from @.version');
    expect(rows).toEqual([{ version: NEWEST_SCHEMA }]);
  });

  it('rejects the tables of a newer version and says what to do', async () => {
    await test.database.open();
    await test.sql('update @.version set version = version + 1');
    const { message } = await failureOf(test.open().open(), 'store-misconfigured');
    expect(message).toMatch(/newer Glyphwatch .* Update Glyphwatch/);
  });

  it('creates nothing when it is opened to be read', async () => {
    const { message } = await failureOf(test.open({ readOnly: true }).open(), 'store-missing');
    expect(message).toBe(
      'No results in postgres://test. Scan images first, or correct the address.',
    );
    expect(await test.sql('select to_regnamespace($1) as made', [test.schema])).toEqual([
      { made: null },
    ]);
    await test.database.open();
    const store = new PostgresResultStore(test.open({ readOnly: true }));
    expect(await store.list({ limit: 1 })).toEqual({ items: [] });
    const claim = { owner: 'me', now: 1, leaseUntil: 2 };
    await failureOf(store.claim(sampleUpload(), claim), 'store-misconfigured');
  });

  it('needs no right to create anything once the tables are there', async () => {
    await test.database.open();
    const role = `guest_${test.schema}`;
    await test.sql(`create role ${role} login password 'guest'`);
    await test.sql(`grant usage on schema "${test.schema}" to ${role}`);
    await test.sql(
      `grant select, insert, update, delete on all tables in schema "${test.schema}" to ${role}`,
    );
    const url = new URL(server().url);
    url.username = role;
    url.password = 'guest';
    const database = new Database(connect(url.href), { location: 'x', schema: test.schema });
    const claim = { owner: 'me', now: 1, leaseUntil: 2 };
    expect(await new PostgresResultStore(database).claim(sampleUpload(), claim)).toEqual({
      kind: 'claimed',
    });
    await database.close();
    await test.sql(`drop owned by ${role}`);
    await test.sql(`drop role ${role}`);
  });
});
