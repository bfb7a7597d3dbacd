export { DynamoResultStore, type DynamoResultStoreOptions } from './dynamo-result-store.ts';
export { tableInput } from './table-input.ts';
export {
  ACTIONS,
  MATCHES,
  RESULTS,
  TABLES,
  type IndexDefinition,
  type TableDefinition,
} from './tables.ts';
