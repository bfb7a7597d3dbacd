export type { Connection, Row } from './connection.ts';
export { Database, type DatabaseOptions } from './database.ts';
export * from './postgres-deliveries.ts';
export * from './postgres-detection-memory.ts';
export * from './postgres-result-store.ts';
