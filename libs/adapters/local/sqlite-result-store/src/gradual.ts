import type { DatabaseSync } from 'node:sqlite';

/**
 * A migration of rows, which may be many: step by step, each in a transaction of its own. What was done is found in the rows, so
 * that a process goes on where another one died.
 */
export interface Gradual {
  /** How many rows are left. */
  readonly count: (connection: DatabaseSync) => number;
  /** Does some of the rows after `row`; none are left if it found 0. */
  readonly step: (connection: DatabaseSync, row: number) => { rows: number; last: number };
}

/** Called after each step. */
export type OnUpgrade = (progress: { readonly done: number; readonly total: number }) => void;
