export { type Database, type DatabaseOptions, openDatabase } from './database.ts';
export { LongReads } from './long-reads.ts';
export { SqliteAlertReviews } from './sqlite-alert-reviews.ts';
export * from './sqlite-deliveries.ts';
export * from './sqlite-detection-memory.ts';
export { SqliteResultQueries } from './sqlite-result-queries.ts';
export * from './sqlite-result-store.ts';
