import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOutText } from '@glyphwatch/domain';
import {
  failureOf,
  sampleDelivery,
  sampleUpload,
  TEST_CERTIFICATE,
  withFolder,
} from '@glyphwatch/domain/contracts';
import { connect } from './connect.ts';
import { locationOf } from './connection-url.ts';
import {
  Database,
  PostgresDeliveries,
  PostgresDetectionMemory,
  PostgresResultStore,
} from './index.ts';
import { storeFailure } from './store-failure.ts';
import { openTestDatabase } from './testing/open-test-database.ts';
import { TcpProxy } from './testing/tcp-proxy.ts';
import { describeWithServer } from './testing/test-server.ts';

const CLAIM = { owner: 'me', now: 1, leaseUntil: 2 };

/** https://www.postgresql.org/docs/current/errcodes-appendix.html, Node's codes, and messages of `pg` and PgBouncer. */
it.each([
  ['08006', '', 'store-unavailable', 'cannot be reached'],
  ['08P01', 'SASL authentication failed', 'store-misconfigured', 'refused the login'],
  ['08P01', 'no such database: watch', 'store-misconfigured', 'createdb'],
  ['25006', '', 'store-unavailable', 'as a standby does'],
  ['40P01', '', 'store-unavailable', 'busy'],
  ['53100', '', 'store-unavailable', 'disk space'],
  ['53300', '', 'store-unavailable', 'max_connections'],
  ['55P03', '', 'store-unavailable', 'busy'],
  ['57P03', '', 'store-unavailable', 'starting'],
  ['42501', '', 'store-misconfigured', 'does not permit'],
  ['42P01', '', 'store-misconfigured', 'missing or were changed'],
  ['22021', '', 'store-misconfigured', 'refused a statement'],
  ['23505', '', 'store-misconfigured', 'refused a statement'],
  ['XX001', '', 'store-misconfigured', 'backup'],
  ['ENOTFOUND', '', 'store-unavailable', 'cannot be reached'],
  ['EPIPE', '', 'store-unavailable', 'cannot be reached'],
  ['CERT_HAS_EXPIRED', '', 'store-misconfigured', 'certificate'],
  [undefined, 'Connection terminated unexpectedly', 'store-unavailable', 'cannot be reached'],
  [undefined, 'The server does not support SSL connections', 'store-misconfigured', 'ssl = on'],
])('translates %s %s', (code, message, ours, advice) => {
  const detail = 'Failing row contains (secret)';
  const failure = storeFailure(Object.assign(new Error(message), { code, detail }), 'db');
  expect(failure).toMatchObject({ code: ours, message: expect.stringContaining(advice) });
  expect(JSON.stringify(failure.cause)).not.toContain('secret');
});

describeWithServer('Failures of PostgreSQL', (server) => {
  const changed = (change: (url: URL) => void): string => {
    const url = new URL(server().url);
    change(url);
    return url.href;
  };

  /** Of the first call at this address, with all that `--debug` would print. */
  async function refusalAt(url: string, code: 'store-misconfigured' | 'store-unavailable') {
    const database = new Database(connect(url), { location: locationOf(url) });
    const { message, cause } = await failureOf(database.open(), code);
    await database.close();
    const text = `${message}\n${String(cause)}\n${JSON.stringify(cause)}`;
    expect(cause).toBeInstanceOf(Error);
    expect(text).not.toContain(new URL(server().url).password);
    expect(text).not.toContain('wr0ng');
    return message;
  }

  it('says what to do about a wrong password', async () => {
    const url = changed((one) => (one.password = 'wr0ng'));
    expect(await refusalAt(url, 'store-misconfigured')).toMatch(/refused the login. Correct user/);
  });

  it('says what to do about a missing password', async () => {
    const url = changed((one) => (one.password = ''));
    expect(await refusalAt(url, 'store-misconfigured')).toMatch(/asks for a password.*storeFrom/);
  });

  it('says what to do about a missing database', async () => {
    const url = changed((one) => (one.pathname = '/nowhere'));
    expect(await refusalAt(url, 'store-misconfigured')).toMatch(/no such database: .*createdb/);
  });

  it('says what to do about a server that is not there', async () => {
    const proxy = await TcpProxy.open(server().port);
    await proxy.cut();
    expect(await refusalAt(proxy.urlOf(server().url), 'store-unavailable')).toMatch(
      /127\.0\.0\.1:\d+\/postgres cannot be reached/,
    );
  });

  it('encrypts, with the certificate verified', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'ca.pem');
      writeFileSync(file, TEST_CERTIFICATE);
      const known = changed((one) => (one.search = `?sslmode=require&sslrootcert=${file}`));
      await using test = openTestDatabase(server().url, known);
      const [row] = await test.database.read(
        'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
        [],
      );
      expect(row).toEqual({ ssl: true });
      const unknown = changed((one) => (one.search = '?sslmode=require'));
      expect(await refusalAt(unknown, 'store-misconfigured')).toMatch(/sslrootcert=FILE/);
    }));

  it('says which rights are missing', async () => {
    await using test = openTestDatabase(server().url);
    await test.sql(`create role guest_${test.schema} login password 'wr0ng'`);
    const url = changed((one) => {
      one.username = `guest_${test.schema}`;
      one.password = 'wr0ng';
    });
    expect(await refusalAt(url, 'store-misconfigured')).toMatch(/create schema .* authorization/);
    await test.sql(`drop role guest_${test.schema}`);
  });

  it('knows its own writes when their answers were lost, and repeats what was not written', async () => {
    const proxy = await TcpProxy.open(server().port);
    await using test = openTestDatabase(server().url, proxy.urlOf(server().url));
    const store = new PostgresResultStore(test.database);
    const upload = sampleUpload();
    const imageId = `${upload.address.bucket}/${upload.address.key}`;
    await test.database.open();
    proxy.loseAnswerTo(/insert into [^ ]*results/);
    expect(await store.claim(upload, CLAIM)).toEqual({ kind: 'claimed' });
    proxy.loseAnswerTo(/update [^ ]*results/);
    const outcome = { status: 'NO_MATCH', ruleMatches: [], nearMisses: [] } as const;
    const announced = { deliveries: [sampleDelivery({}, {}, upload)], records: [], notified: [] };
    await store.commit(imageId, 'me', { outcome, ...announced, now: 2 });
    const deliveries = new PostgresDeliveries(test.database);
    expect((await deliveries.list({ imageId, limit: 9 })).items).toHaveLength(1);
    expect(await store.find(imageId)).toMatchObject({ status: 'NO_MATCH', attempts: 1 });
    proxy.loseAnswerTo(/delete from/);
    expect(await store.delete(imageId, { now: 3, evenIfWaiting: true })).toBe('deleted');
    expect((await deliveries.list({ imageId, limit: 9 })).items).toEqual([]);
    await proxy.cut();
  });

  it('goes on after its connections broke while nobody used them', async () => {
    const proxy = await TcpProxy.open(server().port);
    const name = `test-${randomUUID()}`;
    const url = changed((one) => one.searchParams.set('application_name', name));
    await using test = openTestDatabase(server().url, proxy.urlOf(url));
    const memory = new PostgresDetectionMemory(test.database);
    await memory.keep('hash', 'engine', layOutText('KEEP OUT'));
    proxy.drop();
    expect(await memory.find('hash', 'engine')).toEqual(layOutText('KEEP OUT'));
    const ended = await test.sql(
      'select pg_terminate_backend(pid) as ended from pg_stat_activity where application_name = $1',
      [name],
    );
    expect(ended).toContainEqual({ ended: true });
    expect(await memory.find('hash', 'engine')).toEqual(layOutText('KEEP OUT'));
    await proxy.cut();
  });

  it('fails after it was closed, and can be closed twice', async () => {
    const database = new Database(connect(server().url), { location: 'x' });
    await database.close();
    await database.close();
    const { message } = await failureOf(database.open(), 'store-unavailable');
    expect(message).toMatch(/was closed/);
  });
});
