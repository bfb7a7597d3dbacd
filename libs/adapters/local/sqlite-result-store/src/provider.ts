import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type OpenedStore, provider, type StoreProvider } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { nothingThere } from './store-failure.ts';

const IN_MEMORY = ':memory:';
/** The address of a server, never the path of a file that anybody wants. */
const URL = /^[a-z][a-z\d+.-]*:\/\//i;

export const sqlite: StoreProvider = provider({
  name: 'sqlite',
  abilities: {
    ports: ['ResultStore', 'Deliveries', 'DetectionMemory', 'ResultQueries', 'AlertReviews'],
    summary: 'one SQLite file, with search',
    hosts: ['laptop'],
    limits: ['one machine; no network file system'],
    pricePerThousand: 0,
    notShown: ['clocks that differ: a machine has one'],
  },
  settings: () =>
    z.strictObject({
      file: z._default(
        z.string().check(z.minLength(1), z.describe('The database with all results.')),
        '.glyphwatch/results.db',
      ),
    }),
  shorthand: (file) => (URL.test(file) ? undefined : { file }),
  open: async (
    settings,
    { folder, access = 'create', onProblem, onUpgrade },
  ): Promise<OpenedStore> => {
    const isFile = settings.file !== IN_MEMORY;
    const file = isFile ? resolve(folder, settings.file) : IN_MEMORY;
    if (access !== 'create' && !existsSync(file)) throw nothingThere(file);
    const {
      LongReads,
      openDatabase,
      SqliteAlertReviews,
      SqliteDeliveries,
      SqliteDetectionMemory,
      SqliteResultQueries,
      SqliteResultStore,
    } = await import('./index.ts');
    const database = openDatabase(file, { readOnly: access === 'read', onUpgrade });
    database.open();
    const ports = {
      queries: new SqliteResultQueries(database),
      reviews: new SqliteAlertReviews(database),
    };
    const long = isFile ? new LongReads(database, ports) : undefined;
    return {
      results: new SqliteResultStore(database, onProblem),
      deliveries: new SqliteDeliveries(database, onProblem),
      detections: new SqliteDetectionMemory(database),
      queries: (long ?? ports).queries,
      reviews: (long ?? ports).reviews,
      ...(isFile ? { file, location: file } : {}),
      [Symbol.asyncDispose]: async () => {
        await long?.close();
        database.close();
      },
    };
  },
  check: async ({ file }, folder) => {
    if (file === IN_MEMORY) return [];
    const { checkFile } = await import('./check-file.ts');
    return checkFile(resolve(folder, file));
  },
});
