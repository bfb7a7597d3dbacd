import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { translateFailure } from '@glyphwatch/aws-failures';
import { number, text } from './result-item.ts';
import { REVEALS } from './tables.ts';

/** Somebody saw what is otherwise covered. `at` is milliseconds since 1970, pages begin with 1. */
export interface Reveal {
  readonly at: number;
  readonly by: string;
  readonly imageId: string;
  readonly page?: number;
}

export interface DynamoRevealsOptions {
  readonly tableName: string;
}

/** Who saw what: rows are added, never changed. */
export class DynamoReveals {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #options: DynamoRevealsOptions;

  constructor(client: Pick<DynamoDBClient, 'send'>, options: DynamoRevealsOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Resolves once it is kept. Fails with `store-unavailable` or `store-misconfigured`. */
  async record({ at, by, imageId, page }: Reveal): Promise<void> {
    const { tableName: TableName } = this.#options;
    const Item = {
      [REVEALS.partitionKey]: text(imageId),
      [REVEALS.sortKey]: text(`${new Date(at).toISOString()} ${randomUUID()}`),
      By: text(by),
      ...(page === undefined ? {} : { Page: number(page) }),
    };
    try {
      // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
      await this.#client.send(new PutItemCommand({ TableName, Item }));
    } catch (error) {
      throw translateFailure(error, {
        unavailable: 'store-unavailable',
        misconfigured: 'store-misconfigured',
        service: `the DynamoDB table ${TableName}`,
      });
    }
  }
}
