import type { DatabaseSync } from 'node:sqlite';
import type { Prepare } from './prepare.ts';

/*
 * What was deleted leaves its words in a full-text index until the parts of the index are merged, and its pages in the file
 * while another process keeps the write-ahead log from being copied back. Clearing that away costs too much after each
 * deletion, so it comes later. A table that exists only meanwhile tells the next process if this one dies.
 */

const MARK = 'CREATE TABLE IF NOT EXISTS remains (mark INTEGER) STRICT';
const IS_MARKED = "SELECT 1 FROM sqlite_schema WHERE name = 'remains'";
/** https://www.sqlite.org/fts5.html#the_optimize_command */
const MERGE = ['result_text', 'result_fragments'].map(
  (index) => `INSERT INTO ${index} (${index}) VALUES ('optimize')`,
);
/** Waits for readers, as long as the busy timeout. https://www.sqlite.org/pragma.html#pragma_wal_checkpoint */
const COPY_BACK = 'PRAGMA wal_checkpoint(TRUNCATE)';

type InTransaction = (work: () => void) => void;

/** In the transaction that deletes. */
export function markRemains(prepare: Prepare): void {
  prepare(MARK).run();
}

export function hasRemains(connection: DatabaseSync): boolean {
  return connection.prepare(IS_MARKED).get() !== undefined;
}

/** The mark stays where a reader does not let go of the log: then it is for the next process. */
export function clearRemains(connection: DatabaseSync, inTransaction: InTransaction): void {
  inTransaction(() => {
    for (const sql of MERGE) connection.exec(sql);
    connection.exec('DROP TABLE IF EXISTS remains');
  });
  const isHeldUp = connection.prepare(COPY_BACK).get()?.['busy'] === 1;
  if (isHeldUp) inTransaction(() => connection.exec(MARK));
}
