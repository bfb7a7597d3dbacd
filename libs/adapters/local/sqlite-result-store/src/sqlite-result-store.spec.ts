import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  deleteFolder,
  describeDeliveriesContract,
  describeDetectionMemoryContract,
  describeResultStoreContract,
  newFolder,
} from '@glyphwatch/domain/contracts';
import {
  openDatabase,
  SqliteDeliveries,
  SqliteDetectionMemory,
  SqliteResultStore,
} from './index.ts';

/** A database that specs can reopen, lock from another connection, and replace by a folder. */
async function openSubject() {
  const folder = await newFolder();
  const path = join(folder, 'results.db');
  const open = () => openDatabase(path, { busyTimeoutMs: 1 });
  const databases = [open()] as [ReturnType<typeof open>, ...ReturnType<typeof open>[]];
  const others: DatabaseSync[] = [];
  return {
    database: databases[0],
    async reopen() {
      databases.forEach((database) => database.close());
      const database = open();
      databases.push(database);
      return database;
    },
    async breakBackend() {
      const other = new DatabaseSync(path);
      others.push(other);
      other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
      return async () => other.close();
    },
    async misconfigure() {
      mkdirSync(path);
    },
    async close() {
      databases.forEach((database) => database.close());
      others.filter(({ isOpen }) => isOpen).forEach((other) => other.close());
      await deleteFolder(folder);
    },
  };
}

describeResultStoreContract('SqliteResultStore', async () => {
  const { database, ...subject } = await openSubject();
  const problems: string[] = [];
  return {
    ...subject,
    store: new SqliteResultStore(database, (problem) => problems.push(problem)),
    problems: () => problems,
    async damage(imageId) {
      const sql = "UPDATE results SET result = '{}' WHERE image_id = ?";
      database.write((prepare) => prepare(sql).run(imageId));
    },
    deliveries: new SqliteDeliveries(database),
    reopen: async () => new SqliteResultStore(await subject.reopen()),
  };
});

describeDeliveriesContract(
  'SqliteDeliveries',
  async () => {
    const { database, ...subject } = await openSubject();
    return {
      ...subject,
      deliveries: new SqliteDeliveries(database),
      reopen: async () => new SqliteDeliveries(await subject.reopen()),
    };
  },
  // The clock of the machine, which is the only one.
  { without: ['fromSlowClock'] },
);

describeDetectionMemoryContract('SqliteDetectionMemory', async () => {
  const { database, ...subject } = await openSubject();
  return { memory: new SqliteDetectionMemory(database), ...subject };
});
