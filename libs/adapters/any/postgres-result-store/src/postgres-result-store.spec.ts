import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Deliveries } from '@glyphwatch/domain';
import {
  describeAlertReviewsContract,
  describeDeliveriesContract,
  describeDetectionMemoryContract,
  describeResultQueriesContract,
  describeResultStoreContract,
} from '@glyphwatch/domain/contracts';
import { connect } from './connect.ts';
import {
  Database,
  PostgresAlertReviews,
  PostgresDeliveries,
  PostgresDetectionMemory,
  PostgresResultQueries,
  PostgresResultStore,
} from './index.ts';
import { InProcess } from './testing/pglite.ts';
import { TcpProxy } from './testing/tcp-proxy.ts';
import { describeWithServer } from './testing/test-server.ts';

const schemaOfTest = (): string => `test_${randomUUID().replaceAll('-', '')}`;
const options = (schema: string) => ({ location: 'postgres://test', schema });

const looking = (database: Database) => ({
  store: new PostgresResultStore(database),
  deliveries: new PostgresDeliveries(database),
  queries: new PostgresResultQueries(database),
  reviews: new PostgresAlertReviews(database),
});

const late = new AsyncLocalStorage<number>();
const now = Date.now;
beforeAll(() => void (Date.now = () => now() - (late.getStore() ?? 0)));
afterAll(() => void (Date.now = now));

/** Whatever it does, it does by a clock of this process that is five minutes late. */
function behind(deliveries: Deliveries): Deliveries {
  const get = (_: Deliveries, name: keyof Deliveries): unknown => {
    const method: unknown = deliveries[name];
    if (typeof method !== 'function') return method;
    return (...given: unknown[]) => late.run(300_000, () => method.apply(deliveries, given));
  };
  return new Proxy(deliveries, { get: (target, name) => get(target, name as keyof Deliveries) });
}

describe('in this process (PGlite)', () => {
  let server: InProcess;
  beforeAll(() => {
    server = new InProcess();
  });
  afterAll(() => server.close());

  async function openSubject() {
    const schema = schemaOfTest();
    const open = () => new Database(server.connect(), options(schema));
    const database = open();
    const drop = () => server.connect().query(`drop schema if exists "${schema}" cascade`, []);
    return {
      database,
      open,
      async breakBackend() {
        server.isDown = true;
        return async () => void (server.isDown = false);
      },
      async misconfigure() {
        await database.open();
        await drop();
      },
      async close() {
        server.isDown = false;
        await drop();
      },
    };
  }

  describeResultStoreContract('PostgresResultStore', async () => {
    const { database, open, ...subject } = await openSubject();
    return {
      ...subject,
      store: new PostgresResultStore(database),
      deliveries: new PostgresDeliveries(database),
      reopen: async () => new PostgresResultStore(open()),
    };
  });
  describeDeliveriesContract('PostgresDeliveries', async () => {
    const { database, open, ...subject } = await openSubject();
    return {
      ...subject,
      deliveries: new PostgresDeliveries(database),
      fromSlowClock: async () => behind(new PostgresDeliveries(open())),
      reopen: async () => new PostgresDeliveries(open()),
    };
  });
  describeDetectionMemoryContract('PostgresDetectionMemory', async () => {
    const { database, open: _, ...subject } = await openSubject();
    return { memory: new PostgresDetectionMemory(database), ...subject };
  });
  const openLooking = async () => {
    const { database, open, ...subject } = await openSubject();
    return { ...subject, ...looking(database), elsewhere: async () => looking(open()) };
  };
  describeResultQueriesContract('PostgresResultQueries', openLooking);
  describeAlertReviewsContract('PostgresAlertReviews', openLooking);
});

describeWithServer('PostgresResultStore at a real server', (server) => {
  async function openSubject() {
    const schema = schemaOfTest();
    const proxy = await TcpProxy.open(server().port);
    const opened: Database[] = [];
    const open = (url = proxy.urlOf(server().url)): Database => {
      const database = new Database(connect(url), options(schema));
      opened.push(database);
      return database;
    };
    const drop = async () => {
      const direct = connect(server().url);
      await direct.query(`drop schema if exists "${schema}" cascade`, []);
      await direct.close();
    };
    const database = open();
    return {
      database,
      open,
      async breakBackend() {
        await proxy.cut();
        return () => proxy.mend();
      },
      async misconfigure() {
        await database.open();
        await drop();
      },
      async close() {
        await Promise.all(opened.map((database) => database.close()));
        await proxy.cut();
        await drop();
      },
    };
  }

  describeResultStoreContract('PostgresResultStore', async () => {
    const { database, open, ...subject } = await openSubject();
    return {
      ...subject,
      store: new PostgresResultStore(database),
      deliveries: new PostgresDeliveries(database),
      reopen: async () => new PostgresResultStore(open()),
    };
  });
  describeDeliveriesContract('PostgresDeliveries', async () => {
    const { database, open, ...subject } = await openSubject();
    return {
      ...subject,
      deliveries: new PostgresDeliveries(database),
      fromSlowClock: async () => behind(new PostgresDeliveries(open())),
      reopen: async () => new PostgresDeliveries(open()),
    };
  });
  describeDetectionMemoryContract('PostgresDetectionMemory', async () => {
    const { database, open: _, ...subject } = await openSubject();
    return { memory: new PostgresDetectionMemory(database), ...subject };
  });
  const openLooking = async () => {
    const { database, open, ...subject } = await openSubject();
    return { ...subject, ...looking(database), elsewhere: async () => looking(open()) };
  };
  describeResultQueriesContract('PostgresResultQueries', openLooking);
  describeAlertReviewsContract('PostgresAlertReviews', openLooking);
});
