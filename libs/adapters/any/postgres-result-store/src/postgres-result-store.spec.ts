import { randomUUID } from 'node:crypto';
import {
  describeDetectionMemoryContract,
  describeResultStoreContract,
} from '@glyphwatch/domain/contracts';
import { connect } from './connect.ts';
import { Database, PostgresDetectionMemory, PostgresResultStore } from './index.ts';
import { InProcess } from './testing/pglite.ts';
import { TcpProxy } from './testing/tcp-proxy.ts';
import { describeWithServer } from './testing/test-server.ts';

const schemaOfTest = (): string => `test_${randomUUID().replaceAll('-', '')}`;
const options = (schema: string) => ({ location: 'postgres://test', schema });

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
      reopen: async () => new PostgresResultStore(open()),
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
    const { database, ...subject } = await openSubject();
    return { store: new PostgresResultStore(database), ...subject };
  });
  describeDetectionMemoryContract('PostgresDetectionMemory', async () => {
    const { database, ...subject } = await openSubject();
    return { memory: new PostgresDetectionMemory(database), ...subject };
  });
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
      reopen: async () => new PostgresResultStore(open()),
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
    const { database, ...subject } = await openSubject();
    return { store: new PostgresResultStore(database), ...subject };
  });
  describeDetectionMemoryContract('PostgresDetectionMemory', async () => {
    const { database, ...subject } = await openSubject();
    return { memory: new PostgresDetectionMemory(database), ...subject };
  });
});
