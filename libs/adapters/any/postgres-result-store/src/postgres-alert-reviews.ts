import {
  type Alert,
  type AlertPageQuery,
  type AlertQuery,
  type AlertReviews,
  type AlertRevision,
  type BoundedCount,
  type Judgement,
  type MatchRecord,
  type Page,
  VERDICTS,
  withdrawnBecause,
} from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import { wallCursorAt, type WallPosition, wallPositionOf } from './cursor.ts';
import { Damages } from './damages.ts';
import type { Database } from './database.ts';
import { bytesOf, NOW } from './delivery-rows.ts';
import { judgementIn } from './judgement-in.ts';
import { KEY_BYTES, keyOf } from './key-of.ts';
import {
  allOf,
  askedOfImage,
  askedOfSeverity,
  askedOfTime,
  beyond,
  ordered,
} from './looked-for.ts';
import { pack, unpack } from './pack.ts';
import { countUpTo, neighboursOf } from './postgres-result-queries.ts';
import { Values } from './span.ts';
import { placeOf } from './summary-rows.ts';

const PLACE = ['m.uploaded_at', 'm.place', 'm.image', 'm.key'] as const;
const PLACE_OF_IMAGE = PLACE.slice(0, 3);
/** Of a damaged record of the image nobody knows what it was about. */
const COLUMNS = `
  m.key, m.image as image_key, m.place, m.uploaded_at, m.revision, m.verdict, m.record, j.judgement,
  coalesce((select r.image from @.results r where r.key = m.image), m.image) as image,
  exists (
    select from @.matches o where o.image = m.image and o.key <> m.key
      and coalesce(o.version = m.version, true) and coalesce(o.sensitive, true)
  ) as is_beside_secrets`;
const WITH_JUDGEMENT = 'left join @.judgements j on j.key = m.key and j.revision = m.revision';
const HISTORY = 'select judgement from @.judgements where key = $1 order by revision desc';
/**
 * All alerts of the images are locked, so that of two who judge the last two at the same time the later one sees that nothing is
 * left to remind of. What `endsReminder` of the domain says, as a condition.
 */
const JUDGE = `
  with given as (select * from unnest($1::bytea[], $2::integer[]) g (key, seen)),
  locked as (
    select m.key, m.image, m.rule, m.revision, m.verdict, m.is_superseded from @.matches m
    where m.image in (select o.image from @.matches o join given g on g.key = o.key) order by m.key for update of m
  ),
  judged as (
    update @.matches m set verdict = $3, revision = m.revision + 1
    from locked l join given g on g.key = l.key where m.key = l.key and l.revision = g.seen
    returning m.key, m.image, m.revision
  ),
  added as (
    insert into @.judgements (key, revision, judgement) select j.key, j.revision, $4::bytea from judged j
  ),
  rules as (
    select l.image, l.rule, bool_and(j.key is not null or l.verdict <> 'new') as is_judged
    from locked l left join judged j on j.key = l.key where not l.is_superseded group by l.image, l.rule
  ),
  ending as (
    select d.key from @.deliveries d
    where $3 <> 'new' and d.image in (select j.image from judged j) and d.state = 'waiting' and d.reminder is not null
      and not exists (
        select from generate_series(0, length(d.rules) / ${KEY_BYTES} - 1) at
        where not exists (
          select from rules r where r.is_judged and r.image = d.image
            and r.rule = substring(d.rules from at * ${KEY_BYTES} + 1 for ${KEY_BYTES})
        )
      )
    order by d.key for update of d
  ),
  ended as (
    update @.deliveries d set state = 'withdrawn', ended_at = clock.now, changed_by = $5::bytea, why = $6::bytea
    from ending e cross join (select ${NOW} as now offset 0) clock where d.key = e.key
  )
  select key from judged`;
const GIVEN = `
  select j.key, j.judgement from unnest($1::bytea[], $2::integer[]) g (key, seen)
  join @.matches m on m.key = g.key and m.revision = g.seen + 1
  join @.judgements j on j.key = m.key and j.revision = m.revision`;

export interface PostgresAlertReviewsOptions {
  /** Called once for each damaged row, with a message for people. */
  readonly onProblem?: (problem: string) => void;
}

/** Verdicts on the history that all processes share. Damaged records are passed over, so a page can be shorter than its limit. */
export class PostgresAlertReviews implements AlertReviews {
  readonly #database: Database;
  readonly #damages: Damages;

  constructor(database: Database, { onProblem = () => {} }: PostgresAlertReviewsOptions = {}) {
    this.#database = database;
    this.#damages = new Damages(onProblem);
  }

  async list(query: AlertPageQuery): Promise<Page<Alert>> {
    const { limit, cursor } = query;
    const position = wallPositionOf(cursor, 2);
    const values = new Values();
    const conditions = [
      ...asked(query, values),
      ...(position ? [beyond(PLACE, '<', position, values)] : []),
    ];
    const rows = await this.#database.read(
      `select ${COLUMNS} from @.matches m ${WITH_JUDGEMENT} where ${allOf(conditions)}
       ${ordered(PLACE, 'desc')} limit ${values.add(limit + 1)}`,
      values.list,
    );
    const page = rows.slice(0, limit);
    const items = page.flatMap((row) => this.#damages.unless(row, () => alertIn(row)) ?? []);
    const last = page.at(-1);
    if (rows.length <= limit || !last) return { items };
    return { items, cursor: wallCursorAt(positionIn(last)) };
  }

  async count(query: AlertQuery): Promise<BoundedCount> {
    const values = new Values();
    const where = allOf(asked(query, values));
    return countUpTo(this.#database, `select from @.matches m where ${where}`, values);
  }

  async neighbours(
    query: AlertQuery,
    { imageId, uploadedAt: time }: { readonly imageId: string; readonly uploadedAt: number },
  ): Promise<{ readonly previous?: string; readonly next?: string }> {
    const here = { time, place: placeOf(imageId), keys: [keyOf(imageId)] };
    const nearest = async (sign: '<' | '>', order: 'asc' | 'desc') => {
      const values = new Values();
      const where = allOf([...asked(query, values), beyond(PLACE_OF_IMAGE, sign, here, values)]);
      const [row] = await this.#database.read(
        `select m.image, m.record from @.matches m where ${where} ${ordered(PLACE, order)} limit 1`,
        values.list,
      );
      return row && this.#damages.unless(row, () => recordIn(row))?.imageId;
    };
    return neighboursOf(await nearest('>', 'asc'), await nearest('<', 'desc'));
  }

  async judge(
    alerts: readonly AlertRevision[],
    judgement: Omit<Judgement, 'inheritedFrom'>,
  ): Promise<{ readonly overtaken: readonly string[] }> {
    const given = [alerts.map(({ id }) => keyOf(id)), alerts.map(({ revision }) => revision)];
    const why = [bytesOf(judgement.by), bytesOf(withdrawnBecause(judgement))];
    const judged = await this.#database.write(JUDGE, [
      ...[...given, judgement.verdict, pack(judgement), ...why],
    ]);
    const isDone = new Set(judged.map(hexIn));
    const left = alerts.filter(({ id }) => !isDone.has(keyOf(id).toString('hex')));
    if (left.length === 0) return { overtaken: [] };
    // Those whose answer was lost have this judgement already.
    const rows = await this.#database.read(GIVEN, given);
    for (const row of rows.filter((one) => isGiven(one, judgement))) isDone.add(hexIn(row));
    const overtaken = left.map(({ id }) => id);
    return { overtaken: overtaken.filter((id) => !isDone.has(keyOf(id).toString('hex'))) };
  }

  async history(id: string): Promise<readonly Judgement[]> {
    const rows = await this.#database.read(HISTORY, [keyOf(id)]);
    const problem = () => `A judgement of the alert ${id} is damaged, and left out.`;
    return rows.flatMap((row) => this.#damages.orElse(() => judgementIn(row), problem) ?? []);
  }
}

function isGiven(row: Row, { at, by, verdict }: Judgement): boolean {
  const given = judgementIn(row);
  return given?.at === at && given.by === by && given.verdict === verdict;
}

function alertIn(row: Row): Alert {
  const verdict = VERDICTS.find((one) => one === row['verdict']);
  if (!verdict) throw new SyntaxError('no such verdict');
  const record = recordIn(row);
  const judged = judgementIn(row);
  return {
    ...{ id: record.id, revision: Number(row['revision']), verdict },
    ...(judged ? { judged } : {}),
    record,
    isBesideSecrets: row['is_beside_secrets'] === true,
  };
}

function recordIn(row: Row): MatchRecord {
  return unpack(bytesIn(row, 'record'));
}

function positionIn(row: Row): WallPosition {
  return {
    time: Number(row['uploaded_at']),
    place: bytesIn(row, 'place'),
    keys: [bytesIn(row, 'image_key'), bytesIn(row, 'key')],
  };
}

function hexIn(row: Row): string {
  return Buffer.from(bytesIn(row, 'key')).toString('hex');
}

function asked(query: AlertQuery, values: Values): string[] {
  const { verdict, ruleId, imageId, ids } = query;
  const { text, fragments, status, key } = query;
  const ofImage = askedOfImage(
    {
      ...(text === undefined ? {} : { text }),
      ...(fragments === undefined ? {} : { fragments }),
      ...(status === undefined ? {} : { status }),
      ...(key === undefined ? {} : { key }),
    },
    values,
  );
  return [
    'not m.is_superseded',
    ...(verdict === undefined ? [] : [`m.verdict = ${values.add(verdict)}`]),
    ...(ruleId === undefined ? [] : [`m.rule = ${values.add(keyOf(ruleId))}`]),
    ...(imageId === undefined ? [] : [`m.image = ${values.add(keyOf(imageId))}`]),
    ...(ids === undefined ? [] : [`m.key = any (${values.add(ids.map(keyOf))}::bytea[])`]),
    ...askedOfSeverity('m', query, values),
    ...askedOfTime('m', query, values),
    ...(ofImage.length === 0
      ? []
      : [`exists (select from @.summaries s where s.key = m.image and ${ofImage.join(' and ')})`]),
  ];
}
