import { randomUUID } from 'node:crypto';
import {
  type Damages,
  type NewDelivery,
  type Result,
  type ResultWithoutText,
  rulesOf,
  type StoredResult,
} from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import { unlessDamaged } from './damages.ts';
import type { Database } from './database.ts';
import { addDeliveries, valuesOf } from './delivery-rows.ts';
import { held } from './holds.ts';
import { keyOf } from './key-of.ts';
import { pack } from './pack.ts';
import { searchableLines, trigramsOf, wordsIn } from './searchable-text.ts';
import { type Body, bodyIn, COLUMNS, storedIn } from './stored-row.ts';
import { linesColumn, summaryColumns } from './summary-rows.ts';

/** A row that was read, and may be written while it still has this revision. */
export interface FoundRow {
  readonly key: Uint8Array;
  readonly revision: string;
  /** Absent if it is damaged: then it counts as an image that was never claimed. */
  readonly stored?: StoredResult;
}

const FIND = `select ${COLUMNS.whole} from @.results r where r.key = any ($1::bytea[])`;
const REVISION = 'select revision from @.results where key = $1';
const INSERT = `
  insert into @.results (key, image, revision, status, uploaded_at, updated_at, waiting_since, run,
    body, unrecorded, detection, words, trigrams, lines)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $15)
  on conflict (key) do nothing
  returning key`;
const UPDATE = `
  update @.results set image = $2, revision = $3, status = $4, uploaded_at = $5, updated_at = $6, waiting_since = $7,
    run = $8, body = $9, unrecorded = $10, detection = $11, words = $12, trigrams = $13, lines = $15
  where key = $1 and revision = $19
  returning key`;
const SAVE_UNRECORDED = `
  update @.results set revision = $2, waiting_since = $3, unrecorded = $4 where key = $1 and revision = $5 returning key`;
const IS_TELLING = "select 1 from @.deliveries where image = $1 and state = 'waiting' limit 1";
const DELETE = `
  with gone as (
    delete from @.results where key = $1 and revision = $2
      and ($3 or not exists (select from @.deliveries where image = $1 and state = 'waiting'))
      and not exists (select from @.holds h where ${held('$1', '$4')})
    returning key
  ),
  rules as (delete from @.image_rules r using gone where r.key = gone.key),
  history as (delete from @.matches m using gone where m.image = gone.key),
  deliveries as (delete from @.deliveries d using gone where d.image = gone.key)
  select key from gone`;

const FORGET_NEWS = `
  with still as (
    select key from @.results where key = $1 and revision = $2
      and ($3 or not exists (select from @.deliveries where image = $1 and state = 'waiting'))
      and not exists (select from @.holds h where ${held('$1', '$4')})
    for update
  ),
  history as (delete from @.matches m using still where m.image = still.key),
  deliveries as (delete from @.deliveries d using still where d.image = still.key)
  select key from still`;

/**
 * Rules, summary and deliveries follow only if the row is written. What stays is not deleted first, because one statement changes a row
 * once. The values of deliveries begin at `delivered`.
 */
function withTheRest(save: string, delivered: number | undefined): string {
  const deliveries =
    delivered === undefined ? '' : `, delivered as (${addDeliveries(delivered, 'saved')})`;
  return `
  with saved as (${save}),
  dropped as (
    delete from @.image_rules r using saved where r.key = saved.key and r.rule <> all ($14::bytea[])
  ),
  added as (
    insert into @.image_rules (key, rule, uploaded_at)
    select saved.key, rule, $5 from saved, unnest($14::bytea[]) rule
    on conflict (key, rule) do update set uploaded_at = excluded.uploaded_at
  ),
  summarised as (
    insert into @.summaries (key, image, object_key, uploaded_at, status, severity, summary)
    select saved.key, $2, $16::bytea, $5, $4, $17::smallint, $18::bytea from saved
    on conflict (key) do update set object_key = excluded.object_key, uploaded_at = excluded.uploaded_at,
      status = excluded.status, severity = excluded.severity, summary = excluded.summary
  )${deliveries}
  select key from saved`;
}

/** Results with optimistic locking: read whole, and written only over the revision that was read. */
export class ResultRows {
  readonly #database: Database;
  readonly #damages: Damages;
  readonly #run: string | undefined;

  constructor(
    database: Database,
    { damages, run }: { readonly damages: Damages; readonly run: string | undefined },
  ) {
    this.#database = database;
    this.#damages = damages;
    this.#run = run;
  }

  async find(imageId: string): Promise<FoundRow | undefined> {
    return (await this.findAll([keyOf(imageId)]))[0];
  }

  /** Those that exist, in any order. */
  async findAll(keys: readonly Uint8Array[]): Promise<FoundRow[]> {
    return (await this.#database.read(FIND, [keys])).map((row) => this.foundIn(row));
  }

  foundIn(row: Row): FoundRow {
    const found = { key: bytesIn(row, 'key'), revision: String(row['revision']) };
    const stored = unlessDamaged(this.#damages, row, () => storedIn(row));
    return stored === undefined ? found : { ...found, stored };
  }

  withoutText(row: Row): ResultWithoutText | undefined {
    return unlessDamaged(this.#damages, row, () => bodyIn(row).result);
  }

  /** False: another process wrote since `before` was read. */
  async write(
    before: FoundRow | undefined,
    { result, owner }: StoredResult,
    deliveries: readonly NewDelivery[] = [],
  ): Promise<boolean> {
    const key = keyOf(result.imageId);
    const revision = randomUUID();
    const lines = searchableLines(result);
    const summary = summaryColumns(result);
    const rules = [...new Set(result.ruleMatches.map(({ ruleId }) => ruleId))];
    const values: unknown[] = [
      key,
      Buffer.from(result.imageId),
      revision,
      result.status,
      result.uploadedAt,
      result.updatedAt,
      waitingSince(result),
      owner === undefined ? null : (this.#run ?? null),
      packedBody(result, owner),
      packedUnrecorded(result),
      result.detection ? pack(result.detection) : null,
      wordsIn(lines.join('\n')),
      trigramsOf(lines),
      rules.map(keyOf),
      linesColumn(lines),
      summary.objectKey,
      summary.severity,
      summary.summary,
    ];
    if (before) values.push(before.revision);
    const delivered = deliveries.length === 0 ? undefined : values.length + 1;
    if (delivered !== undefined) values.push(...valuesOf(deliveries));
    const save = withTheRest(before ? UPDATE : INSERT, delivered);
    const [saved] = await this.#database.write(save, values);
    return saved !== undefined || this.#isAt(key, revision);
  }

  /** Writes only what is unrecorded, not the large columns. */
  async writeUnrecorded({ key, revision }: FoundRow, result: Result): Promise<boolean> {
    const next = randomUUID();
    const values = [key, next, waitingSince(result), packedUnrecorded(result), revision];
    const [saved] = await this.#database.write(SAVE_UNRECORDED, values);
    return saved !== undefined || this.#isAt(key, next);
  }

  /**
   * Removes a result with its index entries, its deliveries and its history. False: another process wrote, something came to
   * be told, or it came to be held.
   */
  async delete(found: FoundRow, evenIfWaiting: boolean): Promise<boolean> {
    return (await this.#database.write(DELETE, deleting(found, evenIfWaiting))).length > 0;
  }

  /** Removes the deliveries and the history of an image. False as for `delete`. */
  async forgetNews(found: FoundRow, evenIfWaiting: boolean): Promise<boolean> {
    return (await this.#database.write(FORGET_NEWS, deleting(found, evenIfWaiting))).length > 0;
  }

  /** Whether deliveries about an image wait. */
  async isTelling(imageId: string): Promise<boolean> {
    return (await this.#database.read(IS_TELLING, [keyOf(imageId)])).length > 0;
  }

  /** A statement is repeated if its answer was lost; if it had taken effect, the row has its revision already. */
  async #isAt(key: Uint8Array, revision: string): Promise<boolean> {
    const [row] = await this.#database.read(REVISION, [key]);
    return row?.['revision'] === revision;
  }
}

function deleting({ key, revision, stored }: FoundRow, evenIfWaiting: boolean): unknown[] {
  const rules = stored ? rulesOf(stored.result).map(keyOf) : [];
  return [key, revision, evenIfWaiting, rules];
}

function packedBody(result: Result, owner: string | undefined): Buffer {
  const { unrecorded: _unrecorded, detection: _detection, ...rest } = result;
  return pack({ ...rest, ...(owner === undefined ? {} : { owner }) } satisfies Body);
}

function packedUnrecorded({ unrecorded }: Pick<Result, 'unrecorded'>): Buffer | null {
  return unrecorded.length === 0 ? null : pack(unrecorded);
}

function waitingSince({ unrecorded, updatedAt }: Result): number | null {
  return unrecorded.length === 0 ? null : updatedAt;
}
