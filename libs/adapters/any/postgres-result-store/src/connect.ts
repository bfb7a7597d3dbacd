import pg from 'pg';
import { encryptedUrl } from './connection-url.ts';
import type { Connection } from './connection.ts';

/** More images are seldom in progress at once, and each costs the server a process. */
const MAX_CONNECTIONS = 5;
const CONNECT_MS = 10_000;
/** A server that disappeared without a word is noticed by this; lists of a large table stay far below. */
const ANSWER_MS = 60_000;

/** Does nothing until the first query. The URL is one that `mistakeIn` accepts. */
export function connect(url: string, { connectMs = CONNECT_MS } = {}): Connection {
  const pool = new pg.Pool({
    connectionString: encryptedUrl(url),
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: connectMs,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    application_name: 'glyphwatch',
  });
  // The pool replaces a connection that breaks while it is idle; without a listener, the process would end.
  pool.on('error', () => {});
  return {
    query: (text, values) => pool.query<Record<string, unknown>>(text, values),
    close: () => pool.end(),
  };
}
