import { asRecord, type Damages, type MatchRecord, type Page } from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import { positionOf } from './cursor.ts';
import { unlessDamaged } from './damages.ts';
import type { Database } from './database.ts';
import { IS_MATCH_HELD } from './holds.ts';
import { keyOf } from './key-of.ts';
import { pack, unpack } from './pack.ts';
import { inSpan, newestFirst, pageOf, type Span, Values } from './span.ts';

const RECORD = `
  insert into @.matches (key, rule, image, uploaded_at, record)
  select * from unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::double precision[], $5::bytea[])
  on conflict (key) do update set rule = excluded.rule, image = excluded.image,
    uploaded_at = excluded.uploaded_at, record = excluded.record`;

/** Repeated after its answer was lost, it counts what is left. */
const PURGE = `
  with gone as (
    delete from @.matches where key = any (array(
      select m.key from @.matches m where m.uploaded_at < $1 and not ${IS_MATCH_HELD} order by m.uploaded_at limit $2
    ))
    returning 1
  )
  select count(*) as rows from gone`;

export class MatchHistory {
  readonly #database: Database;
  readonly #damages: Damages;

  constructor(database: Database, damages: Damages) {
    this.#database = database;
    this.#damages = damages;
  }

  async record(records: readonly MatchRecord[]): Promise<void> {
    if (records.length === 0) return;
    // Once each, because one statement changes a row once; in the same order everywhere, so that there is no deadlock.
    const byId = [...new Map(records.map((one) => [one.id, one]))].sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    const each = byId.map(([, one]) => one);
    await this.#database.write(RECORD, [
      each.map(({ id }) => keyOf(id)),
      each.map(({ ruleId }) => keyOf(ruleId)),
      each.map(({ imageId }) => keyOf(imageId)),
      each.map(({ uploadedAt }) => uploadedAt),
      each.map(pack),
    ]);
  }

  /** Resolves to how many are gone. */
  async purge(before: number, limit: number): Promise<number> {
    const [row] = await this.#database.write(PURGE, [before, limit]);
    return Number(row?.['rows']);
  }

  /** Damaged records are passed over, so a page can be shorter than its limit. */
  async list(ruleId: string, query: Span): Promise<Page<MatchRecord>> {
    const { limit, cursor } = query;
    const values = new Values();
    const rule = values.add(keyOf(ruleId));
    const span = inSpan('m', 'uploaded_at', { ...query, position: positionOf(cursor) }, values);
    const rows = await this.#database.read(
      `select m.key, m.uploaded_at, m.record, coalesce(r.image, m.image) as image
       from @.matches m left join @.results r on r.key = m.image
       where m.rule = ${rule} and ${span} ${newestFirst('m', 'uploaded_at')} limit ${values.add(limit + 1)}`,
      values.list,
    );
    const page = pageOf(rows, limit, (row) => ({
      time: Number(row['uploaded_at']),
      key: bytesIn(row, 'key'),
    }));
    return { ...page, items: page.items.flatMap((row) => this.#recordIn(row) ?? []) };
  }

  #recordIn(row: Row): MatchRecord | undefined {
    return unlessDamaged(this.#damages, row, () =>
      asRecord(unpack<MatchRecord>(bytesIn(row, 'record'))),
    );
  }
}
