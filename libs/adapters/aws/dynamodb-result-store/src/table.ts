import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { failureName, translateFailure } from '@glyphwatch/aws-failures';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { Item } from './result-item.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_BATCH_READ = 100;
const MAX_BATCH_WRITE = 25;
/** How often the unprocessed rest of a batch is sent. */
const MAX_BATCH_TRIES = 8;
const FIRST_PAUSE_MS = 25;

export type Condition = Pick<
  QueryCommandInput,
  'ExpressionAttributeNames' | 'ExpressionAttributeValues'
> & { readonly ConditionExpression: string };

/** One DynamoDB table: complete answers, consistent reads, and failures with Glyphwatch's codes. */
export class Table {
  readonly name: string;
  readonly #client: Pick<DynamoDBClient, 'send'>;

  constructor(client: Pick<DynamoDBClient, 'send'>, name: string) {
    this.name = name;
    this.#client = client;
  }

  async get(key: Item): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: this.name, Key: key, ConsistentRead: true });
    return (await this.#attempt(() => this.#client.send(command))).Item;
  }

  async put(item: Item): Promise<void> {
    const command = new PutItemCommand({ TableName: this.name, Item: item });
    await this.#attempt(() => this.#client.send(command));
  }

  /**
   * Resolves to whether the condition held. Also `false` when the write took effect, its answer was lost and the SDK
   * sent it again: only reading the item tells.
   */
  async putIf(item: Item, condition: Condition): Promise<boolean> {
    const command = new PutItemCommand({ TableName: this.name, Item: item, ...condition });
    return this.#attempt(async () => {
      try {
        await this.#client.send(command);
        return true;
      } catch (error) {
        if (failureName(error) === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    });
  }

  async delete(key: Item): Promise<void> {
    const command = new DeleteItemCommand({ TableName: this.name, Key: key });
    await this.#attempt(() => this.#client.send(command));
  }

  /** In any order, without those that do not exist. Keys must differ. */
  async getAll(keys: readonly Item[]): Promise<Item[]> {
    const items: Item[] = [];
    for (let from = 0; from < keys.length; from += MAX_BATCH_READ) {
      const batch = keys.slice(from, from + MAX_BATCH_READ);
      await this.#untilProcessed(batch, async (rest) => {
        const command = new BatchGetItemCommand({
          RequestItems: { [this.name]: { Keys: [...rest], ConsistentRead: true } },
        });
        const { Responses, UnprocessedKeys } = await this.#client.send(command);
        items.push(...(Responses?.[this.name] ?? []));
        return UnprocessedKeys?.[this.name]?.Keys ?? [];
      });
    }
    return items;
  }

  /** Each replaces the item of its key. Keys must differ. */
  async putAll(all: readonly Item[]): Promise<void> {
    for (let from = 0; from < all.length; from += MAX_BATCH_WRITE) {
      await this.#untilProcessed(all.slice(from, from + MAX_BATCH_WRITE), async (rest) => {
        const puts = rest.map((Item) => ({ PutRequest: { Item } }));
        const command = new BatchWriteItemCommand({ RequestItems: { [this.name]: puts } });
        const { UnprocessedItems } = await this.#client.send(command);
        return (UnprocessedItems?.[this.name] ?? []).flatMap(({ PutRequest }) =>
          PutRequest?.Item ? [PutRequest.Item] : [],
        );
      });
    }
  }

  /** Reads page by page for as long as the caller asks. A page ends after 1 MB, filtered or not. */
  async *query(input: Omit<QueryCommandInput, 'TableName'>): AsyncGenerator<Item, undefined> {
    let start: Item | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#attempt(() =>
        this.#client.send(
          new QueryCommand({
            ...input,
            TableName: this.name,
            ...(start ? { ExclusiveStartKey: start } : {}),
          }),
        ),
      );
      yield* Items;
      start = LastEvaluatedKey;
    } while (start);
    return undefined;
  }

  /** Batches succeed although part of them was throttled; the rest is sent again, with exponential backoff. */
  async #untilProcessed(
    batch: readonly Item[],
    send: (rest: readonly Item[]) => Promise<readonly Item[]>,
  ): Promise<void> {
    let rest = batch;
    for (let tries = 1; rest.length > 0; tries += 1) {
      if (tries > MAX_BATCH_TRIES) throw throttled(this.name);
      if (tries > 1) await pause(FIRST_PAUSE_MS * 2 ** (tries - 2));
      const sent = rest;
      rest = await this.#attempt(() => send(sent));
    }
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw translateFailure(error, {
        unavailable: 'store-unavailable',
        misconfigured: 'store-misconfigured',
        service: `the DynamoDB table ${this.name}`,
      });
    }
  }
}

function throttled(table: string): GlyphwatchError {
  return new GlyphwatchError(
    'store-unavailable',
    `The DynamoDB table ${table} keeps throttling a batch. Try again later, or raise its throughput.`,
  );
}

/** With jitter, so that processes that were throttled together do not come back together. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms * (0.5 + Math.random() / 2)));
}
