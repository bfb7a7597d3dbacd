import { setTimeout as pause } from 'node:timers/promises';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { Connection, Row } from './connection.ts';
import {
  BEFORE_MOVING,
  BEFORE_SUMMARIES,
  migration,
  NEWEST_SCHEMA,
  schemaVersion,
} from './migrations.ts';
import { movePending } from './move-pending.ts';
import { isTemporary, nothingThere, storeFailure, tooNew, tooOld } from './store-failure.ts';
import { summarise } from './summarise.ts';

export interface DatabaseOptions {
  /** For messages, without user and password: `postgres://db.example/watch`. */
  readonly location: string;
  /** The PostgreSQL schema with all tables; created if it is missing. Default: `glyphwatch`. */
  readonly schema?: string;
  /** Writes nothing, not even a newer version of the tables, and needs no permission to. */
  readonly readOnly?: boolean;
}

export const DEFAULT_SCHEMA = 'glyphwatch';
/** In all statements; `search_path` would not survive a pooler that hands out a connection for each statement. */
const SCHEMA = '@.';
/** A pooled connection may have died unnoticed, and a deadlock is over at once. More is for callers to retry. */
const RETRY_MS = 100;
/** What statements cannot: each after these migrations, and before the next. */
const WALKS = [
  { after: BEFORE_MOVING, walk: movePending },
  { after: BEFORE_SUMMARIES, walk: summarise },
] as const;

/**
 * One set of tables. Every step is a single statement, so that poolers in transaction mode can be used, and is safe to
 * repeat, so that it is repeated once if its answer is lost.
 */
export class Database {
  readonly location: string;
  readonly schema: string;
  readonly #connection: Connection;
  readonly #readOnly: boolean;
  #opening: Promise<void> | undefined;
  #isClosed = false;

  /** Does nothing yet: the first call opens it, or `open` does. */
  constructor(connection: Connection, options: DatabaseOptions) {
    const { location, schema = DEFAULT_SCHEMA, readOnly = false } = options;
    this.location = location;
    this.schema = schema;
    this.#connection = connection;
    this.#readOnly = readOnly;
  }

  /** Connects and creates or migrates the tables now, to report a wrong address before the first image is read. */
  async open(): Promise<void> {
    this.#opening ??= this.#prepare().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    await this.#opening;
  }

  /** The version of the tables; 0: there are none. */
  async version(): Promise<number> {
    return schemaVersion((text) => this.#attempt(text, []));
  }

  async read(text: string, values: unknown[]): Promise<Row[]> {
    await this.open();
    return this.#attempt(text, values);
  }

  async write(text: string, values: unknown[]): Promise<Row[]> {
    if (this.#readOnly) throw openedToRead(this.location);
    return this.read(text, values);
  }

  /** Idempotent; later calls of other methods fail with `store-unavailable`. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#connection.close();
  }

  async #prepare(): Promise<void> {
    const version = await this.version();
    if (version > NEWEST_SCHEMA) throw tooNew(this.location, version, NEWEST_SCHEMA);
    if (version === NEWEST_SCHEMA) return;
    if (this.#readOnly) throw version === 0 ? nothingThere(this.location) : tooOld(this.location);
    if (version > 0) await this.#walkAsFarAsNeeded(version);
    await this.#attempt(migration(this.schema), []);
  }

  async #walkAsFarAsNeeded(version: number): Promise<void> {
    for (const { after, walk } of WALKS.filter(({ after }) => version <= after.length)) {
      await this.#attempt(migration(this.schema, after), []);
      try {
        await walk((text, values) => this.#attempt(text, values));
      } catch (error) {
        // Another process has finished, and dropped what was moved.
        if ((await this.version()) <= after.length) throw error;
      }
    }
  }

  async #attempt(text: string, values: unknown[]): Promise<Row[]> {
    const statement = text.replaceAll(SCHEMA, `"${this.schema}".`);
    try {
      return await this.#query(statement, values).catch(async (error: unknown) => {
        if (!isTemporary(error)) throw error;
        await pause(RETRY_MS);
        return this.#query(statement, values);
      });
    } catch (error) {
      throw storeFailure(error, this.location);
    }
  }

  async #query(statement: string, values: unknown[]): Promise<Row[]> {
    if (this.#isClosed) {
      throw new GlyphwatchError('store-unavailable', 'The store was closed. Open it again.');
    }
    return (await this.#connection.query(statement, values)).rows;
  }
}

function openedToRead(location: string): GlyphwatchError {
  return new GlyphwatchError(
    'store-misconfigured',
    `${location} was opened to be read only. Open it for writing.`,
  );
}
