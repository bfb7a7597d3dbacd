export * from './dynamo-result-store.ts';
export * from './table-input.ts';
export * from './tables.ts';
