export type { DynamoDeliveries } from './dynamo-deliveries.ts';
export * from './dynamo-result-store.ts';
export * from './dynamo-reveals.ts';
export * from './table-input.ts';
export * from './tables.ts';
