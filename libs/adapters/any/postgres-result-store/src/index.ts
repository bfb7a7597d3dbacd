export type { Connection, Row } from './connection.ts';
export { Database, type DatabaseOptions } from './database.ts';
export * from './postgres-alert-reviews.ts';
export * from './postgres-deliveries.ts';
export * from './postgres-detection-memory.ts';
export {
  PostgresResultQueries,
  type PostgresResultQueriesOptions,
} from './postgres-result-queries.ts';
export * from './postgres-result-store.ts';
