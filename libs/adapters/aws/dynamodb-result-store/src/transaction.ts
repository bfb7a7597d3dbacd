import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { failureName, translateFailure } from '@glyphwatch/aws-failures';
import { GlyphwatchError } from '@glyphwatch/domain';
import { pauseBefore } from './pause.ts';
import type { Item } from './result-item.ts';
import type { Condition, Update } from './table.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const MAX_TRANSACTION_WRITES = 100;
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
/** How often a transaction is sent that met another one, or was throttled. The SDK does not repeat those. */
const MAX_TRIES = 8;
const PASSING = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

export interface ConditionalPut extends Condition {
  readonly table: string;
  readonly item: Item;
}

export interface ConditionalUpdate extends Update {
  readonly table: string;
  readonly key: Item;
}

/**
 * Writes all or nothing. Resolves to the positions of those whose condition did not hold; none if all were written. As
 * with one conditional write, the condition may not hold because an answer was lost after the writes took effect.
 */
export async function writeTogether(
  client: Pick<DynamoDBClient, 'send'>,
  writes: readonly (ConditionalPut | ConditionalUpdate)[],
): Promise<readonly number[]> {
  const TransactItems = writes.map(({ table, ...write }) => {
    if ('item' in write) {
      const { item, ...condition } = write;
      return { Put: { TableName: table, Item: item, ...condition } };
    }
    const { key, ...update } = write;
    return { Update: { TableName: table, Key: key, ...update } };
  });
  for (let tries = 1; ; tries += 1) {
    await pauseBefore(tries);
    try {
      // The SDK repeats a request under the same token, so an answer that was lost is given again.
      const ClientRequestToken = randomUUID();
      await client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
      return [];
    } catch (error) {
      const reasons = reasonsOf(error);
      const refused = reasons.flatMap((code, index) =>
        code === 'ConditionalCheckFailed' ? [index] : [],
      );
      if (refused.length > 0) return refused;
      const isPassing = reasons.some((code) => PASSING.includes(code));
      if (!isPassing) throw translated(error);
      if (tries === MAX_TRIES) throw busy(error);
    }
  }
}

function reasonsOf(error: unknown): readonly string[] {
  if (failureName(error) !== 'TransactionCanceledException') return [];
  const { CancellationReasons = [] } = error as {
    readonly CancellationReasons?: readonly { readonly Code?: string }[];
  };
  return CancellationReasons.map(({ Code = '' }) => Code);
}

function translated(error: unknown): GlyphwatchError {
  return translateFailure(error, {
    unavailable: 'store-unavailable',
    misconfigured: 'store-misconfigured',
    service: 'the DynamoDB tables of results, alerts and deliveries',
  });
}

function busy(cause: unknown): GlyphwatchError {
  return new GlyphwatchError(
    'store-unavailable',
    'DynamoDB keeps refusing to write together what belongs together. Try again later, or raise the throughput of the tables.',
    { cause },
  );
}
