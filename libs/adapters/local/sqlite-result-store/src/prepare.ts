import type { StatementSync } from 'node:sqlite';

/** Returns the statement for this SQL, prepared on first use. */
export type Prepare = (sql: string) => StatementSync;
