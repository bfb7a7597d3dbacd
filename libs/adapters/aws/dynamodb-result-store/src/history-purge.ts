import type { PurgedHistory } from '@glyphwatch/domain';
import type { Item } from './result-item.ts';
import { boundsBefore } from './sort-key.ts';
import type { Table } from './table.ts';
import { MATCHES } from './tables.ts';

/** Into which the table is cut, by the hash of the rule. */
const SEGMENTS = 64;

export interface HistoryPurgeParts {
  readonly table: Table;
  delete(entries: readonly Item[]): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
}

/**
 * Goes through the whole history, piece by piece: no index knows it by time. It begins anywhere, so that processes which end
 * before they are through do not all look at the same part.
 */
export class HistoryPurge {
  readonly #parts: HistoryPurgeParts;
  #segment: number;
  #left = SEGMENTS;
  #start: Item | undefined;

  constructor(parts: HistoryPurgeParts) {
    this.#parts = parts;
    this.#segment = Math.floor(parts.random() * SEGMENTS);
  }

  /** Looks at `limit` entries, and deletes those that are older and not held. */
  async turn(
    before: number,
    limit: number,
    isHeld: (imageId: string, ruleId: string) => boolean,
  ): Promise<PurgedHistory> {
    let [looked, purged] = [0, 0];
    while (this.#left > 0 && looked < limit) {
      const {
        Items = [],
        ScannedCount = 0,
        LastEvaluatedKey,
      } = await this.#page(before, limit - looked);
      const old = Items.filter(({ ImageID, RuleID }) => !isHeld(ImageID?.S ?? '', RuleID?.S ?? ''));
      await this.#parts.delete(old);
      looked += ScannedCount;
      purged += old.length;
      this.#start = LastEvaluatedKey;
      if (!LastEvaluatedKey) this.#nextSegment();
    }
    const isDone = this.#left === 0;
    if (isDone) this.#left = SEGMENTS;
    return { purged, isDone };
  }

  #page(before: number, limit: number) {
    return this.#parts.table.scanPage({
      ...{ TotalSegments: SEGMENTS, Segment: this.#segment, Limit: limit },
      FilterExpression: '#time < :before',
      ExpressionAttributeNames: { '#time': MATCHES.sortKey },
      ExpressionAttributeValues: { ':before': { S: boundsBefore(before).high } },
      ProjectionExpression: `${MATCHES.partitionKey}, ${MATCHES.sortKey}, ImageID, PartsName, Parts`,
      ...(this.#start ? { ExclusiveStartKey: this.#start } : {}),
    });
  }

  #nextSegment(): void {
    this.#segment = (this.#segment + 1) % SEGMENTS;
    this.#left -= 1;
  }
}
