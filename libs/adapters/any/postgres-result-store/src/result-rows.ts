import { randomUUID } from 'node:crypto';
import {
  type Result,
  type ResultWithoutText,
  type StoredResult,
  waitingSince,
} from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import type { Damages } from './damages.ts';
import type { Database } from './database.ts';
import { keyOf } from './key-of.ts';
import { pack, unpack } from './pack.ts';
import { searchableLines, trigramsOf, wordsIn } from './searchable-text.ts';

/** A row that was read, and may be written while it still has this revision. */
export interface FoundRow {
  readonly key: Uint8Array;
  readonly revision: string;
  /** Absent if it is damaged: then it counts as an image that was never claimed. */
  readonly stored?: StoredResult;
}

/** What a row holds of a result besides its outbox and its text. */
interface Body extends Omit<ResultWithoutText, 'pending' | 'unrecorded'> {
  readonly owner?: string | undefined;
}

const WITHOUT_TEXT = 'r.key, r.image, r.revision, r.body, r.outbox';
const WHOLE = `${WITHOUT_TEXT}, r.detection`;
export const COLUMNS = { withoutText: WITHOUT_TEXT, whole: WHOLE } as const;

const FIND = `select ${WHOLE} from @.results r where r.key = any ($1::bytea[])`;
const REVISION = 'select revision from @.results where key = $1';
const INSERT = `
  insert into @.results (key, image, revision, status, uploaded_at, updated_at, waiting_since, run,
    body, outbox, detection, words, trigrams)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  on conflict (key) do nothing
  returning key`;
const UPDATE = `
  update @.results set image = $2, revision = $3, status = $4, uploaded_at = $5, updated_at = $6, waiting_since = $7,
    run = $8, body = $9, outbox = $10, detection = $11, words = $12, trigrams = $13
  where key = $1 and revision = $15
  returning key`;
const SAVE_OUTBOX = `
  update @.results set revision = $2, waiting_since = $3, outbox = $4 where key = $1 and revision = $5 returning key`;
const DELETE = `
  with gone as (delete from @.results where key = $1 and revision = $2 returning key),
  rules as (delete from @.result_rules r using gone where r.key = gone.key),
  history as (delete from @.matches m using gone where m.image = gone.key)
  select key from gone`;

/** The rules follow only if the row is written. What stays is not deleted first, because one statement changes a row once. */
function withRules(save: string): string {
  return `
  with saved as (${save}),
  dropped as (
    delete from @.result_rules r using saved where r.key = saved.key and r.rule <> all ($14::bytea[])
  ),
  added as (
    insert into @.result_rules (key, rule, uploaded_at)
    select saved.key, rule, $5 from saved, unnest($14::bytea[]) rule
    on conflict (key, rule) do update set uploaded_at = excluded.uploaded_at
  )
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
    const stored = this.#damages.unless(row, () => storedIn(row));
    return stored === undefined ? found : { ...found, stored };
  }

  withoutText(row: Row): ResultWithoutText | undefined {
    return this.#damages.unless(row, () => bodyIn(row).result);
  }

  /** False: another process wrote since `before` was read. */
  async write(before: FoundRow | undefined, { result, owner }: StoredResult): Promise<boolean> {
    const key = keyOf(result.imageId);
    const revision = randomUUID();
    const lines = searchableLines(result);
    const rules = [...new Set(result.ruleMatches.map(({ ruleId }) => ruleId))];
    const values = [
      key,
      Buffer.from(result.imageId),
      revision,
      result.status,
      result.uploadedAt,
      result.updatedAt,
      waitingSince(result) ?? null,
      owner === undefined ? null : (this.#run ?? null),
      packedBody(result, owner),
      packedOutbox(result),
      result.detection ? pack(result.detection) : null,
      wordsIn(lines.join('\n')),
      trigramsOf(lines),
      rules.map(keyOf),
    ];
    const [saved] = before
      ? await this.#database.write(withRules(UPDATE), [...values, before.revision])
      : await this.#database.write(withRules(INSERT), values);
    return saved !== undefined || this.#isAt(key, revision);
  }

  /** Writes only what is pending and unrecorded, not the large columns. */
  async writeOutbox({ key, revision }: FoundRow, result: Result): Promise<boolean> {
    const next = randomUUID();
    const values = [key, next, waitingSince(result) ?? null, packedOutbox(result), revision];
    const [saved] = await this.#database.write(SAVE_OUTBOX, values);
    return saved !== undefined || this.#isAt(key, next);
  }

  /** Removes a result with its index entries and its history. */
  async delete({ key, revision }: FoundRow): Promise<boolean> {
    return (await this.#database.write(DELETE, [key, revision])).length > 0;
  }

  /** A statement is repeated if its answer was lost; if it had taken effect, the row has its revision already. */
  async #isAt(key: Uint8Array, revision: string): Promise<boolean> {
    const [row] = await this.#database.read(REVISION, [key]);
    return row?.['revision'] === revision;
  }
}

function packedBody(result: Result, owner: string | undefined): Buffer {
  const { pending: _pending, unrecorded: _unrecorded, detection: _detection, ...rest } = result;
  return pack({ ...rest, ...(owner === undefined ? {} : { owner }) } satisfies Body);
}

function packedOutbox({ pending, unrecorded }: Result): Buffer {
  return pack({ pending, unrecorded });
}

function bodyIn(row: Row): {
  readonly result: ResultWithoutText;
  readonly owner?: string | undefined;
} {
  const { owner, ...rest } = unpack<Body>(bytesIn(row, 'body'));
  const outbox = unpack<Pick<Result, 'pending' | 'unrecorded'>>(bytesIn(row, 'outbox'));
  return { result: { ...rest, ...outbox }, owner };
}

function storedIn(row: Row): StoredResult {
  const { result, owner } = bodyIn(row);
  if (row['detection'] === null) return { result, owner };
  return { result: { ...result, detection: unpack(bytesIn(row, 'detection')) }, owner };
}
