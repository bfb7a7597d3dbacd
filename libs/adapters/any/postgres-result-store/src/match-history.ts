import {
  GlyphwatchError,
  inheritedJudgement,
  type Judged,
  type MatchRecord,
  type Page,
} from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import { positionOf } from './cursor.ts';
import type { Damages } from './damages.ts';
import type { Database } from './database.ts';
import { IS_MATCH_HELD } from './holds.ts';
import { judgementIn } from './judgement-in.ts';
import { keyOf } from './key-of.ts';
import { pack, unpack } from './pack.ts';
import { inSpan, newestFirst, pageOf, type Span, Values } from './span.ts';
import { isDuplicate } from './store-failure.ts';
import { alertColumns } from './summary-rows.ts';

/** Every lost race means that another process won it, so this many in a row mean that something is broken. */
const MAX_RACES = 200;
/** In the order in which they were recorded. */
const ABOUT_THE_SAME = `
  select m.key, m.image, m.rule, m.version, m.revision, m.record, j.judgement
  from unnest($1::bytea[], $2::bytea[], $3::bytea[]) a (image, rule, version)
  join @.matches m on m.image = a.image and m.rule = a.rule and m.version = a.version
  left join @.judgements j on j.key = m.key and j.revision = m.revision
  order by m.number`;
/**
 * Only if what is about the same is as it was `seen`: locked, its revisions are the last ones, and what came in between meets the
 * unique index. A record that is known keeps its verdict, a new one takes the place of earlier ones.
 */
const RECORD = `
  with given as (
    select * from unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bytea[], $5::double precision[], $6::bytea[], $7::smallint[],
      $8::boolean[], $9::bytea[], $10::boolean[], $11::bigint[], $12::text[], $13::bytea[])
      g (key, image, rule, version, uploaded_at, place, severity, sensitive, record, is_known, seen, verdict, judgement)
  ),
  locked as (
    select m.key, m.image, m.rule, m.version, m.revision
    from @.matches m join given g on m.image = g.image and m.rule = g.rule and m.version = g.version
    order by m.key for update of m
  ),
  now as (
    select g.key, coalesce(sum(l.revision + 1), 0) = g.seen as is_as_seen
    from given g left join locked l on l.image = g.image and l.rule = g.rule and l.version = g.version
    group by g.key, g.seen
  ),
  unchanged as (select bool_and(is_as_seen) as holds from now),
  superseded as (
    update @.matches m set is_superseded = true
    from locked l join given g on l.image = g.image and l.rule = g.rule and l.version = g.version, unchanged u
    where u.holds and m.key = l.key and not g.is_known and not m.is_superseded
    returning m.key
  ),
  saved as (
    insert into @.matches (key, rule, image, version, uploaded_at, place, severity, sensitive, record, verdict, revision)
    select g.key, g.rule, g.image, g.version, g.uploaded_at, g.place, g.severity, g.sensitive, g.record, g.verdict, 0
    from given g, unchanged u, (select count(*) from superseded) before_this
    where u.holds order by g.key
    on conflict (key) do update set uploaded_at = excluded.uploaded_at, place = excluded.place,
      severity = excluded.severity, sensitive = excluded.sensitive, record = excluded.record
    returning key
  ),
  inherited as (
    insert into @.judgements (key, revision, judgement)
    select g.key, 0, g.judgement from given g join saved s on s.key = g.key where g.judgement is not null
    on conflict (key, revision) do nothing
  )
  select key from saved`;

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
    // Once each, because one statement changes a row once.
    const each = [...new Map(records.map((one) => [one.id, one])).values()];
    for (const round of roundsOf(each)) await this.#recordUntilNobodyIsFaster(round);
  }

  /** None of the records is about the same as another. */
  async #recordUntilNobodyIsFaster(records: readonly MatchRecord[]): Promise<void> {
    const isWritten = async (): Promise<boolean> => {
      try {
        return (await this.#recordIfUnchanged(records)) > 0;
      } catch (error) {
        // Another process recorded about the same.
        if (isDuplicate(error)) return false;
        throw error;
      }
    };
    for (let races = 0; races < MAX_RACES; races += 1) if (await isWritten()) return;
    throw new GlyphwatchError(
      'store-unavailable',
      'Other processes keep changing the history of the same image. Try again later.',
    );
  }

  async #recordIfUnchanged(records: readonly MatchRecord[]): Promise<number> {
    const keys = records.map(keysOf);
    const earlier = await this.#database.read(ABOUT_THE_SAME, [
      keys.map(({ image }) => image),
      keys.map(({ rule }) => rule),
      keys.map(({ version }) => version),
    ]);
    const rows = records.map((record) => this.#rowOf(record, earlier));
    // In the same order everywhere, so that there is no deadlock.
    rows.sort((a, b) => a.key.compare(b.key));
    const names = [
      ...(['key', 'image', 'rule', 'version', 'uploadedAt', 'place', 'severity'] as const),
      ...(['sensitive', 'record', 'isKnown', 'seen', 'verdict', 'judgement'] as const),
    ];
    const values = names.map((name) => rows.map((row) => row[name]));
    return (await this.#database.write(RECORD, values)).length;
  }

  #rowOf(record: MatchRecord, all: readonly Row[]) {
    const keys = keysOf(record);
    const same = all.filter((row) =>
      (['image', 'rule', 'version'] as const).every((name) =>
        keys[name].equals(bytesIn(row, name)),
      ),
    );
    const isKnown = same.some((row) => keys.key.equals(bytesIn(row, 'key')));
    const judged = isKnown ? undefined : inheritedJudgement(record, this.#judgedIn(same));
    return {
      ...{ ...keys, ...alertColumns(record), isKnown },
      uploadedAt: record.uploadedAt,
      record: pack(record),
      seen: same.reduce((sum, row) => sum + Number(row['revision']) + 1, 0),
      verdict: judged?.verdict ?? 'new',
      judgement: judged ? pack(judged) : null,
    };
  }

  /** Damaged records were judged by nobody. */
  #judgedIn(rows: readonly Row[]): Judged[] {
    return rows.flatMap((row) => {
      const record = this.#recordIn(row);
      if (!record) return [];
      const judged = this.#damages.unless(row, () => judgementIn(row));
      return [judged ? { record, judged } : { record }];
    });
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
    return this.#damages.unless(row, () => unpack<MatchRecord>(bytesIn(row, 'record')));
  }
}

function keysOf({ id, imageId, ruleId, version }: MatchRecord) {
  return {
    ...{ key: keyOf(id), image: keyOf(imageId) },
    ...{ rule: keyOf(ruleId), version: keyOf(version) },
  };
}

/** One after the other where several are about the same rule, image and version, so that the last one takes its place. */
function roundsOf(records: readonly MatchRecord[]): MatchRecord[][] {
  const rounds: MatchRecord[][] = [];
  const known = new Map<string, number>();
  for (const record of records) {
    const about = JSON.stringify([record.ruleId, record.imageId, record.version]);
    const round = known.get(about) ?? 0;
    known.set(about, round + 1);
    rounds[round] = [...(rounds[round] ?? []), record];
  }
  return rounds;
}
