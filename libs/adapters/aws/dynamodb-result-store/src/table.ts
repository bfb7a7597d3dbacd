import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  ScanCommand,
  type ScanCommandInput,
  type ScanCommandOutput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { failureName, translateFailure } from '@glyphwatch/aws-failures';
import { GlyphwatchError } from '@glyphwatch/domain';
import { batchesOf, inBatches } from './in-batches.ts';
import { pauseBefore } from './pause.ts';
import { type Item, number } from './result-item.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_BATCH_READ = 100;
const MAX_BATCH_WRITE = 25;
const BATCHES_AT_ONCE = 8;
/** How often the unprocessed rest of a batch is sent, and a write that met a transaction. The SDK does not repeat those. */
const MAX_TRIES = 8;

export type Condition = Pick<
  QueryCommandInput,
  'ExpressionAttributeNames' | 'ExpressionAttributeValues'
> & { readonly ConditionExpression: string };

export type Update = Required<
  Pick<
    UpdateItemCommandInput,
    'UpdateExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
  >
> & { readonly ConditionExpression?: string };

/** How many pages some queries may read together. */
export interface Budget {
  pages: number;
  /** One of them ended before its end. */
  isSpent?: boolean;
}

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
    return this.#ifHolds(() => this.#client.send(command));
  }

  /** Resolves like `putIf`. Without a condition, an item that does not exist is added. */
  async update(key: Item, update: Update): Promise<boolean> {
    const command = new UpdateItemCommand({ TableName: this.name, Key: key, ...update });
    return this.#ifHolds(() => this.#client.send(command));
  }

  /** Resolves like `putIf`. */
  async deleteIf(key: Item, condition: Condition): Promise<boolean> {
    const command = new DeleteItemCommand({ TableName: this.name, Key: key, ...condition });
    return this.#ifHolds(() => this.#client.send(command));
  }

  async delete(key: Item): Promise<void> {
    const command = new DeleteItemCommand({ TableName: this.name, Key: key });
    await this.#attempt(() => this.#client.send(command));
  }

  /** In any order, without those that do not exist; all attributes, or those that are named. Keys must differ. */
  async getAll(keys: readonly Item[], attributes?: readonly string[]): Promise<Item[]> {
    const names = Object.fromEntries((attributes ?? []).map((name, index) => [`#${index}`, name]));
    const projection = attributes && {
      ProjectionExpression: Object.keys(names).join(', '),
      ExpressionAttributeNames: names,
    };
    const batches = batchesOf(keys, MAX_BATCH_READ);
    const found = await inBatches(batches, BATCHES_AT_ONCE, async (batch) => {
      const items: Item[] = [];
      await this.#untilProcessed(batch, async (rest) => {
        const command = new BatchGetItemCommand({
          RequestItems: { [this.name]: { Keys: [...rest], ConsistentRead: true, ...projection } },
        });
        const { Responses, UnprocessedKeys } = await this.#client.send(command);
        items.push(...(Responses?.[this.name] ?? []));
        return UnprocessedKeys?.[this.name]?.Keys ?? [];
      });
      return items;
    });
    return found.flat();
  }

  /** Each replaces the item of its key. Keys must differ. */
  async putAll(all: readonly Item[]): Promise<void> {
    for (const batch of batchesOf(all, MAX_BATCH_WRITE)) {
      await this.#untilProcessed(batch, async (rest) => {
        const puts = rest.map((Item) => ({ PutRequest: { Item } }));
        const command = new BatchWriteItemCommand({ RequestItems: { [this.name]: puts } });
        const { UnprocessedItems } = await this.#client.send(command);
        return (UnprocessedItems?.[this.name] ?? []).flatMap(({ PutRequest }) =>
          PutRequest?.Item ? [PutRequest.Item] : [],
        );
      });
    }
  }

  query(
    input: Omit<QueryCommandInput, 'TableName'>,
    budget?: Budget,
  ): AsyncGenerator<Item, undefined> {
    return this.#pages((from) => {
      const command = new QueryCommand({ ...input, TableName: this.name, ...from });
      return this.#client.send(command);
    }, budget);
  }

  /** One page; `LastEvaluatedKey` is where the next one begins. */
  scanPage(input: Omit<ScanCommandInput, 'TableName'>): Promise<ScanCommandOutput> {
    const command = new ScanCommand({ ...input, TableName: this.name });
    return this.#attempt(() => this.#client.send(command));
  }

  /** Reads, and pays for, the whole table. */
  scan(input: Omit<ScanCommandInput, 'TableName'>): AsyncGenerator<Item, undefined> {
    return this.#pages((from) => {
      const command = new ScanCommand({ ...input, TableName: this.name, ...from });
      return this.#client.send(command);
    });
  }

  /** Reads page by page for as long as the caller asks. A page ends after 1 MB, filtered or not. */
  async *#pages(
    read: (from: Pick<QueryCommandInput, 'ExclusiveStartKey'>) => Promise<QueryCommandOutput>,
    budget?: Budget,
  ): AsyncGenerator<Item, undefined> {
    let start: Item | undefined;
    do {
      const from = start ? { ExclusiveStartKey: start } : {};
      const { Items = [], LastEvaluatedKey } = await this.#attempt(() => read(from));
      yield* Items;
      start = LastEvaluatedKey;
      if (budget) budget.pages -= 1;
      if (start && budget && budget.pages <= 0) {
        budget.isSpent = true;
        return undefined;
      }
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
      if (tries > MAX_TRIES) throw throttled(this.name);
      await pauseBefore(tries);
      const sent = rest;
      rest = await this.#attempt(() => send(sent));
    }
  }

  async #ifHolds(write: () => Promise<unknown>): Promise<boolean> {
    return this.#attempt(async () => {
      try {
        await write();
        return true;
      } catch (error) {
        if (failureName(error) === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    });
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      await pauseBefore(tries);
      try {
        return await work();
      } catch (error) {
        // A transaction that takes milliseconds has the item.
        const isPassing = failureName(error) === 'TransactionConflictException';
        if (isPassing && tries < MAX_TRIES) continue;
        throw translateFailure(error, {
          unavailable: 'store-unavailable',
          misconfigured: 'store-misconfigured',
          service: `the DynamoDB table ${this.name}`,
        });
      }
    }
  }
}

/** The condition that an item with a counted `Revision` is as it was read. */
export function unchangedSince(revision: number): Condition {
  return {
    ConditionExpression: '#revision = :revision',
    ExpressionAttributeNames: { '#revision': 'Revision' },
    ExpressionAttributeValues: { ':revision': number(revision) },
  };
}

function throttled(table: string): GlyphwatchError {
  return new GlyphwatchError(
    'store-unavailable',
    `The DynamoDB table ${table} keeps throttling a batch. Try again later, or raise its throughput.`,
  );
}
