export { type Database, type DatabaseOptions, openDatabase } from './database.ts';
export * from './sqlite-deliveries.ts';
export * from './sqlite-detection-memory.ts';
export * from './sqlite-result-store.ts';
