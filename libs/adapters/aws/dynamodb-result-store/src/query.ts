import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { Bounds } from './place.ts';

/** The items of one partition between two places. */
export function betweenPlaces(
  { partitionKey, sortKey }: { readonly partitionKey: string; readonly sortKey: string },
  partition: string,
  { low, high }: Bounds,
) {
  return {
    KeyConditionExpression: '#partition = :partition AND #place BETWEEN :low AND :high',
    ExpressionAttributeNames: { '#partition': partitionKey, '#place': sortKey },
    ExpressionAttributeValues: {
      ':partition': { S: partition },
      ':low': { S: low },
      ':high': { S: high },
    },
  } satisfies Partial<QueryCommandInput>;
}
