import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoResultStore } from '@glyphwatch/dynamodb-result-store';
import type { Deployment } from './find-stack.ts';

export function openResults(
  client: DynamoDBClient,
  { parts }: Pick<Deployment, 'parts'>,
): DynamoResultStore {
  const { MetadataTable: tableName, MatchesTable: matchesTableName } = parts;
  return new DynamoResultStore(client, { tableName, matchesTableName });
}
