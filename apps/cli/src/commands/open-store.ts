import { existsSync } from 'node:fs';
import { GlyphwatchError } from '@glyphwatch/domain';
import { openDatabase, SqliteResultStore } from '@glyphwatch/sqlite-result-store';
import type { Io } from '../terminal/io.ts';
import { readConfig, type CallOptions } from '../settings/read-config.ts';
import { showName } from '../terminal/show.ts';

/** Lends the store that a call means; a mistyped name does not become a new, empty one. */
export async function withStore<T>(
  options: CallOptions,
  io: Io,
  work: (store: SqliteResultStore) => Promise<T>,
): Promise<T> {
  const { store } = readConfig(options, io);
  if (!existsSync(store)) {
    throw new GlyphwatchError(
      'store-misconfigured',
      `Nothing is kept at ${showName(store)}. Scan images first, or name the store with --store.`,
    );
  }
  const database = openDatabase(store);
  try {
    return await work(new SqliteResultStore(database));
  } finally {
    database.close();
  }
}
