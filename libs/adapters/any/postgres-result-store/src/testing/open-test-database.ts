import { randomUUID } from 'node:crypto';
import type { Connection } from '../connection.ts';
import { connect } from '../connect.ts';
import { Database, type DatabaseOptions } from '../database.ts';

/** A schema of its own at a server, so that tests do not see each other. */
export interface TestDatabase extends AsyncDisposable {
  readonly schema: string;
  readonly database: Database;
  /** Past our own code, for what only administrators do; `@.` stands for the schema. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** The same tables again, as another process opens them. */
  open(options?: Partial<DatabaseOptions>, url?: string): Database;
}

export function openTestDatabase(url: string, through = url): TestDatabase {
  const schema = `test_${randomUUID().replaceAll('-', '')}`;
  const direct = connect(url);
  const opened: Database[] = [];
  const open: TestDatabase['open'] = (options = {}, by = through) => {
    const database = new Database(connect(by), { location: 'postgres://test', schema, ...options });
    opened.push(database);
    return database;
  };
  return {
    schema,
    open,
    database: open(),
    sql: (text, values = []) => rowsOf(direct, text.replaceAll('@.', `"${schema}".`), values),
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((database) => database.close()));
      await direct.query(`drop schema if exists "${schema}" cascade`, []);
      await direct.close();
    },
  };
}

async function rowsOf(connection: Connection, text: string, values: unknown[]) {
  return (await connection.query(text, values)).rows;
}
