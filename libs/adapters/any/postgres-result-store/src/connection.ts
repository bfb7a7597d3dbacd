/** What of PostgreSQL this library needs; `pg` and PGlite both have it. */
export interface Connection {
  query(text: string, values: unknown[]): Promise<{ readonly rows: Row[] }>;
  close(): Promise<void>;
}

export type Row = Record<string, unknown>;

export function bytesIn(row: Row, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : new Uint8Array();
}
