import { GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Deployed } from './deployed.ts';

/** What the row of an image says; only its identity changes if it is read again. */
export interface Row {
  readonly status: string;
  /** Counts its changes. */
  readonly revision: string;
}

/** `undefined` if there is none. */
export async function rowOf({ clients, outputs }: Deployed, key: string): Promise<Row | undefined> {
  const { Item } = await clients.dynamo.send(
    new GetItemCommand({
      TableName: outputs['MetadataTable'],
      Key: { ImageID: { S: `${outputs['Bucket']}/${key}` } },
      ConsistentRead: true,
    }),
  );
  return Item && { status: Item['Status']?.S ?? '', revision: Item['Revision']?.N ?? '' };
}

/** Keys of the images in the history of matches. */
export async function matchedKeys({ clients, outputs }: Deployed): Promise<string[]> {
  const bucket = `${outputs['Bucket']}/`;
  const keys: string[] = [];
  const pages = paginateScan({ client: clients.dynamo }, { TableName: outputs['MatchesTable'] });
  for await (const { Items = [] } of pages)
    keys.push(...Items.map(({ ImageID }) => (ImageID?.S ?? '').replace(bucket, '')));
  return keys;
}
