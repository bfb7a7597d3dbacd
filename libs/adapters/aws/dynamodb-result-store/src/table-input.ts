import type { CreateTableCommandInput, KeySchemaElement } from '@aws-sdk/client-dynamodb';
import type { IndexDefinition, TableDefinition } from './tables.ts';

/** The input of `CreateTableCommand`, for emulators and tests; a deployment reads the definition itself. */
export function tableInput(
  definition: TableDefinition,
  tableName: string = definition.name,
): CreateTableCommandInput {
  const { indexes } = definition;
  const names = [definition, ...indexes].flatMap(({ partitionKey, sortKey }) =>
    sortKey === undefined ? [partitionKey] : [partitionKey, sortKey],
  );
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...new Set(names)].map((name) => ({
      AttributeName: name,
      AttributeType: 'S',
    })),
    KeySchema: keySchema(definition),
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(indexInput) }),
  };
}

function indexInput(index: IndexDefinition) {
  const { name, includes } = index;
  return {
    IndexName: name,
    KeySchema: keySchema(index),
    Projection:
      includes.length === 0
        ? { ProjectionType: 'KEYS_ONLY' as const }
        : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...includes] },
  };
}

function keySchema({
  partitionKey,
  sortKey,
}: Pick<TableDefinition, 'partitionKey' | 'sortKey'>): KeySchemaElement[] {
  const partition: KeySchemaElement = { AttributeName: partitionKey, KeyType: 'HASH' };
  return sortKey === undefined
    ? [partition]
    : [partition, { AttributeName: sortKey, KeyType: 'RANGE' }];
}
