import { randomUUID } from 'node:crypto';
import type { Finding } from '@glyphwatch/provider';
import { checkPostgres } from './check-postgres.ts';
import { NEWEST_SCHEMA } from './migrations.ts';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.ts';
import { TcpProxy } from './testing/tcp-proxy.ts';
import { describeWithServer } from './testing/test-server.ts';

describeWithServer('Checks of a server', (server) => {
  let test: TestDatabase;
  beforeEach(() => {
    test = openTestDatabase(server().url);
  });
  afterEach(() => test[Symbol.asyncDispose]());

  const said = (findings: readonly Finding[], state: Finding['state']) =>
    findings.filter((finding) => finding.state === state).map(({ message, fix }) => [message, fix]);

  it('find nothing wrong before and after the first scan, and change nothing', async () => {
    const before = await checkPostgres(server().url, test.schema);
    expect(said(before, 'problem')).toEqual([]);
    expect(said(before, 'ok')).toEqual([
      [
        expect.stringMatching(/^PostgreSQL \d+.* answers at postgres:.*, not encrypted$/),
        undefined,
      ],
      ['the first scan creates its tables', undefined],
    ]);
    expect(await test.sql('select to_regnamespace($1) as made', [test.schema])).toEqual([
      { made: null },
    ]);
    await test.database.open();
    const after = await checkPostgres(server().url, test.schema);
    expect(said(after, 'problem')).toEqual([]);
    expect(said(after, 'ok')[1]).toEqual([`its tables are of version ${NEWEST_SCHEMA}`, undefined]);
  });

  it('tell what a login lacks, with the statement that grants it', async () => {
    const role = `guest_${randomUUID().replaceAll('-', '')}`;
    await test.sql(`create role ${role} login password 'guest'`);
    const url = new URL(server().url);
    url.username = role;
    url.password = 'guest';
    const problems = async () => said(await checkPostgres(url.href, test.schema), 'problem');
    const [[message, fix] = []] = await problems();
    expect(message).toBe('the login may not create tables');
    await test.sql(fix ?? '');
    expect(await problems()).toEqual([]);
    await test.sql(`drop schema ${test.schema}`);
    await test.database.open();
    const [[lack, grant] = []] = await problems();
    expect(lack).toBe('the login may not change the tables');
    await test.sql(grant ?? '');
    expect(await problems()).toEqual([]);
    await test.sql(`drop owned by ${role}`);
    await test.sql(`drop role ${role}`);
  });

  it('tell of the tables of a newer version', async () => {
    await test.database.open();
    await test.sql('update @.version set version = version + 1');
    const [[message] = []] = said(await checkPostgres(server().url, test.schema), 'problem');
    const newer = `its tables are of version ${NEWEST_SCHEMA + 1}`;
    expect(message).toBe(`${newer}, newer than this Glyphwatch; update it`);
  });

  it('tell that nobody answers', async () => {
    const proxy = await TcpProxy.open(server().port);
    await proxy.cut();
    const findings = await checkPostgres(proxy.urlOf(server().url), test.schema);
    expect(said(findings, 'problem')).toEqual([
      [expect.stringContaining('cannot be reached'), undefined],
    ]);
  });
});
