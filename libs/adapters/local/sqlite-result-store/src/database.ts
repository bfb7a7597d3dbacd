import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { GlyphwatchError } from '@glyphwatch/domain';
import { isBusy, storeFailure } from './store-failure.ts';
import { migrate, refuseForeign } from './migrations.ts';

export interface DatabaseOptions {
  /**
   * How long one step waits for another process that writes, milliseconds. Writers hold the file for a few
   * milliseconds, so only a stuck process uses this up; meanwhile this process stands still.
   */
  readonly busyTimeoutMs?: number;
}

/** Gives the statement for this SQL, prepared at its first use. */
export type Prepare = (sql: string) => StatementSync;

const DEFAULT_BUSY_TIMEOUT_MS = 10_000;
const RETRY_MS = 5;
const IN_MEMORY = ':memory:';
/** What an image shows may be private: nobody else on this machine reads the file. */
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** One SQLite file, opened by the first step that needs it. */
export class Database {
  readonly path: string;
  readonly #busyTimeoutMs: number;
  readonly #statements = new Map<string, StatementSync>();
  #connection: DatabaseSync | undefined;
  #isClosed = false;

  constructor(path: string, { busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS }: DatabaseOptions = {}) {
    this.path = path === IN_MEMORY ? path : resolve(path);
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  /** Opens now, so that a wrong path is known before the first image is read. */
  open(): void {
    this.#attempt(() => undefined);
  }

  /** Runs one statement; several would need `write` to see one state. */
  read<T>(work: (prepare: Prepare) => T): T {
    return this.#attempt(() => work(this.#prepare));
  }

  /** Runs `work` as one transaction: wholly or not at all. */
  write<T>(work: (prepare: Prepare) => T): T {
    return this.#attempt((connection) => transaction(connection, () => work(this.#prepare)));
  }

  /** Closing twice is harmless; what is asked afterwards fails with `store-unavailable`. */
  close(): void {
    this.#isClosed = true;
    this.#statements.clear();
    this.#connection?.close();
    this.#connection = undefined;
  }

  readonly #prepare: Prepare = (sql) => {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#opened().prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  };

  #attempt<T>(work: (connection: DatabaseSync) => T): T {
    try {
      return work(this.#opened());
    } catch (error) {
      throw storeFailure(error, this.path);
    }
  }

  #opened(): DatabaseSync {
    if (this.#isClosed) {
      throw new GlyphwatchError('store-unavailable', 'The database was closed. Open it again.');
    }
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  #connect(): DatabaseSync {
    if (this.path !== IN_MEMORY) createFile(this.path);
    const connection = new DatabaseSync(this.path, { timeout: this.#busyTimeoutMs });
    try {
      refuseForeign(connection, this.path);
      useWriteAheadLog(connection, this.#busyTimeoutMs);
      // The default of WAL mode elsewhere is NORMAL, which forgets the last commits when the power fails.
      connection.exec('PRAGMA synchronous = FULL');
      migrate(connection, (work) => transaction(connection, work));
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }
}

/** Nothing is touched before the first use or `open()`. `:memory:` is kept until it is closed. */
export function openDatabase(path: string, options?: DatabaseOptions): Database {
  return new Database(path, options);
}

/**
 * SQLite itself would create the file readable for everybody, and say no more than "unable to open" when it cannot.
 * Its companions `-wal` and `-shm` take over this file's mode.
 */
function createFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: OWNER_ONLY_FOLDER });
  closeSync(openSync(path, 'a', OWNER_ONLY));
}

/** IMMEDIATE takes the write lock at once; a reader that turns writer could be refused without waiting. */
function transaction<T>(connection: DatabaseSync, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk rolls back by itself.
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

/** Changing the journal needs the file alone and, unlike all else, does not wait for the busy timeout. */
function useWriteAheadLog(connection: DatabaseSync, busyTimeoutMs: number): void {
  const giveUpAt = Date.now() + busyTimeoutMs;
  for (;;) {
    try {
      connection.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > giveUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}
