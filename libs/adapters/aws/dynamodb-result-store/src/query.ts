import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { Bounds } from './sort-key.ts';

/** The items of one partition whose sort keys lie within the bounds. */
export function withinBounds(
  { partitionKey, sortKey }: { readonly partitionKey: string; readonly sortKey: string },
  partition: string,
  { low, high }: Bounds,
) {
  return {
    KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :low AND :high',
    ExpressionAttributeNames: { '#partition': partitionKey, '#sort': sortKey },
    ExpressionAttributeValues: {
      ':partition': { S: partition },
      ':low': { S: low },
      ':high': { S: high },
    },
  } satisfies Partial<QueryCommandInput>;
}
