import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { OnUpgrade } from './gradual.ts';
import type { Prepare } from './prepare.ts';
import { isBusy, isWriteProtected, nothingThere, storeFailure } from './store-failure.ts';
import { migrate, refuseForeign, schemaOf } from './migrations.ts';
import { clearRemains, hasRemains, markRemains } from './remains.ts';

export interface DatabaseOptions {
  /**
   * How long a step waits for another process that is writing, in milliseconds. A write takes a few milliseconds, so only a
   * stuck process causes a timeout. The wait blocks this process.
   */
  readonly busyTimeoutMs?: number;
  /** Writes nothing, not even a newer schema, and needs no permission to. */
  readonly readOnly?: boolean;
  /** Told after each step of an upgrade that takes long, while an older file is opened. */
  readonly onUpgrade?: OnUpgrade | undefined;
}

const DEFAULT_BUSY_TIMEOUT_MS = 10_000;
const RETRY_MS = 5;
/** A process that runs for weeks does not leave what was deleted in the file for weeks. */
const CLEAR_EVERY_MS = 3_600_000;
const IN_MEMORY = ':memory:';
/** Images may show private text, so other users of this machine must not read it. */
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** One SQLite file, opened on first use. */
export class Database {
  readonly path: string;
  readonly busyTimeoutMs: number;
  readonly #readOnly: boolean;
  readonly #onUpgrade: OnUpgrade | undefined;
  readonly #statements = new Map<string, StatementSync>();
  /** When remains of what was deleted are to be cleared away, by this machine's clock. */
  #clearAt: number | undefined;
  #connection: DatabaseSync | undefined;
  #isClosed = false;

  constructor(path: string, options: DatabaseOptions = {}) {
    const { busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS, readOnly = false } = options;
    this.path = path === IN_MEMORY ? path : resolve(path);
    this.busyTimeoutMs = busyTimeoutMs;
    this.#readOnly = readOnly;
    this.#onUpgrade = options.onUpgrade;
  }

  /** Opens now, to report a wrong path before the first image is read. */
  open(): void {
    this.#attempt(() => undefined);
  }

  /** Runs a single statement; several need `write` to see a consistent state. */
  read<T>(work: (prepare: Prepare) => T): T {
    return this.#attempt(() => work(this.#prepare));
  }

  /** Runs `work` in one transaction. */
  write<T>(work: (prepare: Prepare) => T): T {
    return this.#attempt((connection) => {
      if (this.#clearAt !== undefined && this.#clearAt <= Date.now()) this.#clear(connection);
      return transaction(connection, () => work(this.#prepare));
    });
  }

  /**
   * To be called by `work` that deletes text: when the database has been closed, or an hour later, nothing of it is left in the
   * file. If this process dies before, that is for the next one.
   */
  leaveNothing(): void {
    markRemains(this.#prepare);
    this.#clearAt ??= Date.now() + CLEAR_EVERY_MS;
  }

  /** Idempotent; later calls of other methods fail with `store-unavailable`. */
  close(): void {
    this.#isClosed = true;
    this.#statements.clear();
    try {
      if (this.#connection && this.#clearAt !== undefined) this.#clear(this.#connection);
    } catch (error) {
      throw storeFailure(error, this.path);
    } finally {
      this.#clearAt = undefined;
      this.#connection?.close();
      this.#connection = undefined;
    }
  }

  #clear(connection: DatabaseSync): void {
    clearRemains(connection, (work) => transaction(connection, work));
    this.#clearAt = undefined;
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
    this.#connection ??= this.#readOnly ? this.#connectToRead() : this.#connect();
    return this.#connection;
  }

  #connectToRead(): DatabaseSync {
    const connection = openToRead(this.path, this.busyTimeoutMs);
    try {
      refuseForeign(connection, this.path);
      if (schemaOf(connection) === 0) throw nothingThere(this.path);
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  #connect(): DatabaseSync {
    if (this.path !== IN_MEMORY) createFile(this.path);
    const connection = new DatabaseSync(this.path, { timeout: this.busyTimeoutMs });
    try {
      refuseForeign(connection, this.path);
      useWriteAheadLog(connection, this.busyTimeoutMs);
      // NORMAL, which is usual in WAL mode, may lose the last commits in a power failure.
      connection.exec('PRAGMA synchronous = FULL');
      // What was deleted or replaced must not remain in unused parts of the file.
      connection.exec('PRAGMA secure_delete = ON');
      const onUpgrade = this.#onUpgrade;
      migrate(connection, (work) => transaction(connection, work), { onUpgrade });
      if (hasRemains(connection)) this.#clearAt = 0;
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }
}

/**
 * Reading in WAL mode needs a file beside the database. Where it cannot be created and there is no log, nobody writes, and the
 * database alone is all there is. https://www.sqlite.org/wal.html#read_only_databases
 */
function openToRead(path: string, timeout: number): DatabaseSync {
  if (!existsSync(path)) throw nothingThere(path);
  const connection = new DatabaseSync(path, { timeout });
  try {
    connection.exec('PRAGMA query_only = ON');
    connection.prepare('SELECT 1 FROM sqlite_schema').get();
    return connection;
  } catch (error) {
    connection.close();
    if (!isWriteProtected(error) || existsSync(`${path}-wal`)) throw error;
  }
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true });
}

/** Does nothing until the first use or `open()`. */
export function openDatabase(path: string, options?: DatabaseOptions): Database {
  return new Database(path, options);
}

/**
 * SQLite itself would create the file readable by everyone, and report only "unable to open" if it cannot. The `-wal` and
 * `-shm` files inherit this file's mode.
 */
function createFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: OWNER_ONLY_FOLDER });
  closeSync(openSync(path, 'a', OWNER_ONLY));
}

/** IMMEDIATE takes the write lock at once; upgrading a read lock could fail without waiting. */
function transaction<T>(connection: DatabaseSync, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has already rolled back if the disk is full.
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

/** Changing the journal mode needs an exclusive lock and, unlike everything else, ignores the busy timeout. */
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
