import { randomUUID } from 'node:crypto';
import { GlyphwatchError, type MatchRecord } from '@glyphwatch/domain';
import {
  type AlertCase,
  caseIn,
  caseItem,
  caseKeyOf,
  keyOf,
  replacedItem,
  shownIn,
  type StoredCase,
  withRecord,
} from './alert-case.ts';
import { inBatches } from './in-batches.ts';
import { type Item, text } from './result-item.ts';
import { isOfSameTime } from './sort-key.ts';
import type { Condition, Table } from './table.ts';
import { ALERTS } from './tables.ts';

const [, BY_ID] = ALERTS.indexes;
const CALLS_AT_ONCE = 25;
/** Every lost race means that another process won it, so this many in a row mean that something is broken. */
const MAX_RACES = 200;

type RecordsOf = (
  keys: readonly { readonly ruleId: string; readonly matchedKey: string }[],
) => Promise<readonly MatchRecord[]>;

/** Where a case is. */
export interface CasePlace {
  readonly imageId: string;
  readonly aboutKey: string;
}

/**
 * Alerts: an item for each rule, image and version, with all records about it, so that one conditional write replaces an earlier
 * record, lets it inherit, or gives a verdict. All of an image are in one partition, read consistently.
 */
export class AlertCases {
  readonly table: Table;

  constructor(table: Table) {
    this.table = table;
  }

  /** Most are new, so the first attempt assumes that and skips the read. */
  async record(records: readonly MatchRecord[], recordsOf: RecordsOf): Promise<void> {
    const byCase = Map.groupBy(records, (record) => JSON.stringify(caseKeyOf(record)));
    await inBatches([...byCase.values()], CALLS_AT_ONCE, async (ofCase) => {
      for (const record of ofCase) await this.#recordOne(record, recordsOf);
    });
  }

  async #recordOne(record: MatchRecord, recordsOf: RecordsOf): Promise<void> {
    let before: StoredCase | undefined;
    for (let races = 0; races < MAX_RACES; races += 1) {
      const next = withRecord(before, record, await earlierThan(record, before, recordsOf));
      if (next === before) return;
      await this.#keepPlaceOfReplaced(before, next);
      if (await this.table.putIf(caseItem(next, randomUUID()), unchangedSince(before))) return;
      before = await this.find(record);
    }
    throw tooManyRaces(record.imageId);
  }

  /** Before it is replaced, so that a crash leaves at most one place too many. */
  async #keepPlaceOfReplaced(before: AlertCase | undefined, next: AlertCase): Promise<void> {
    if (before && shownIn(before).id !== shownIn(next).id) {
      await this.table.put(replacedItem(before, shownIn(before)));
    }
  }

  async find(about: Parameters<typeof caseKeyOf>[0]): Promise<StoredCase | undefined> {
    const item = await this.table.get(caseKeyOf(about));
    return item && caseIn(item);
  }

  async findAt({ imageId, aboutKey }: CasePlace): Promise<StoredCase | undefined> {
    const item = await this.table.get(keyOf(imageId, aboutKey));
    return item && caseIn(item);
  }

  /** Those that exist, in any order. Places must differ. */
  async findAll(places: readonly CasePlace[]): Promise<StoredCase[]> {
    const keys = places.map(({ imageId, aboutKey }) => keyOf(imageId, aboutKey));
    return (await this.table.getAll(keys)).map(caseIn);
  }

  /** Where the alerts with these ids are, as far as the index knows. */
  async locate(ids: readonly string[]): Promise<ReadonlyMap<string, CasePlace>> {
    const found = await inBatches([...new Set(ids)], CALLS_AT_ONCE, async (id) => {
      const items = this.table.query({
        KeyConditionExpression: '#id = :id',
        ExpressionAttributeNames: { '#id': BY_ID.partitionKey },
        ExpressionAttributeValues: { ':id': text(id) },
        IndexName: BY_ID.name,
      });
      for await (const { ImageID, AboutKey, Of } of items) {
        const place = { imageId: ImageID?.S ?? '', aboutKey: Of?.S ?? AboutKey?.S ?? '' };
        return [[id, place] as const];
      }
      return [];
    });
    return new Map(found.flat());
  }

  /** All of an image. */
  async ofImage(imageId: string): Promise<StoredCase[]> {
    return (await this.#itemsOf(imageId)).filter(isCase).map(caseIn);
  }

  async forget(imageId: string): Promise<void> {
    await this.#delete(await this.#itemsOf(imageId));
  }

  /** Cases of records that are gone. */
  async forgetAll(
    records: readonly {
      readonly imageId: string;
      readonly ruleId: string;
      readonly matchedKey: string;
    }[],
  ): Promise<void> {
    const byImage = Map.groupBy(records, ({ imageId }) => imageId);
    await inBatches([...byImage], CALLS_AT_ONCE, async ([imageId, gone]) => {
      const items = await this.#itemsOf(imageId);
      await this.#delete(
        items.filter(({ RuleID, MatchedKey }) =>
          gone.some(
            ({ ruleId, matchedKey }) =>
              ruleId === RuleID?.S && isOfSameTime(matchedKey, MatchedKey?.S ?? ''),
          ),
        ),
      );
    });
  }

  async #itemsOf(imageId: string): Promise<Item[]> {
    const found: Item[] = [];
    const items = this.table.query({
      KeyConditionExpression: '#image = :image',
      ExpressionAttributeNames: { '#image': ALERTS.partitionKey },
      ExpressionAttributeValues: { ':image': text(imageId) },
      ConsistentRead: true,
    });
    for await (const item of items) found.push(item);
    return found;
  }

  async #delete(items: readonly Item[]): Promise<void> {
    await inBatches(items, CALLS_AT_ONCE, ({ ImageID, AboutKey }) =>
      this.table.delete(keyOf(ImageID?.S ?? '', AboutKey?.S ?? '')),
    );
  }
}

/** A record that is known takes nothing over. */
async function earlierThan(
  { id, ruleId }: MatchRecord,
  before: AlertCase | undefined,
  recordsOf: RecordsOf,
): Promise<readonly MatchRecord[]> {
  if (!before || before.records.some((one) => one.id === id)) return [];
  return recordsOf(before.records.map(({ matchedKey }) => ({ ruleId, matchedKey })));
}

export function unchangedSince(before: StoredCase | undefined): Condition {
  return before
    ? {
        ConditionExpression: '#revision = :revision',
        ExpressionAttributeNames: { '#revision': 'Revision' },
        ExpressionAttributeValues: { ':revision': text(before.revision) },
      }
    : {
        ConditionExpression: 'attribute_not_exists(#image)',
        ExpressionAttributeNames: { '#image': ALERTS.partitionKey },
      };
}

export function tooManyRaces(imageId: string): GlyphwatchError {
  return new GlyphwatchError(
    'store-unavailable',
    `Other processes keep changing the alerts of ${JSON.stringify(imageId)}. Try again later.`,
  );
}

/** Not the place of one that was replaced. */
function isCase({ Of }: Item): boolean {
  return Of === undefined;
}
