import {
  type Alert,
  type AlertPageQuery,
  type AlertQuery,
  type AlertReviews,
  type AlertRevision,
  type BoundedCount,
  endsReminder,
  type Judgement,
  type Page,
  VERDICTS,
  withdrawnBecause,
} from '@glyphwatch/domain';
import type { SQLOutputValue } from 'node:sqlite';
import { positionOf } from './cursor.ts';
import type { Database } from './database.ts';
import { DELIVERY_COLUMNS, deliveryOfRow } from './delivery-rows.ts';
import { judgedIn, judgementOf, setVerdict } from './judgement-rows.ts';
import { askedOfImage, askedOfSeverity } from './looked-for.ts';
import { refuseOlder, WITH_LOOKING } from './migrations.ts';
import type { Prepare } from './prepare.ts';
import { pageOf } from './span.ts';
import {
  countUpTo,
  neighboursOf,
  NOTHING_TO_LOOK_AT,
  since,
  until,
} from './sqlite-result-queries.ts';

type Row = Record<string, SQLOutputValue>;

const COLUMNS = `
  matches.id, matches.revision, matches.verdict AS now, matches.record,
  judgements.at, judgements.by, judgements.verdict, judgements.note, judgements.inherited_from,
  EXISTS (
    SELECT 1 FROM matches AS other
    WHERE other.image_id = matches.image_id AND other.id <> matches.id
      AND json_extract(other.record, '$.version') = json_extract(matches.record, '$.version')
      AND json_extract(other.record, '$.sensitive')
  ) AS is_beside_secrets`;
const WITH_JUDGEMENT = 'LEFT JOIN judgements USING (id, revision)';
const HISTORY = 'SELECT * FROM judgements WHERE id = ? ORDER BY revision DESC';
const GIVEN = 'SELECT at, by, verdict FROM judgements WHERE id = ? AND revision = ?';
const REVISION = 'SELECT revision FROM matches WHERE id = ?';
const IMAGES_OF =
  'SELECT DISTINCT image_id FROM matches WHERE id IN (SELECT value FROM json_each(?))';
const REMINDERS = `
  SELECT ${DELIVERY_COLUMNS} FROM deliveries
  WHERE image_id = ? AND +state = 'waiting' AND +reminder_of IS NOT NULL`;
const ALERTS_OF = `
  SELECT rule_id AS ruleId, verdict FROM matches WHERE image_id = ? AND is_superseded = 0`;
const WITHDRAW = `
  UPDATE deliveries SET state = 'withdrawn', changed_by = :by, why = :why, ended_at = :now
  WHERE id = :id AND state = 'waiting'`;
/** Between image and id in a cursor. */
const PLACE = '\u0001';

/** Verdicts on the history in one SQLite file. */
export class SqliteAlertReviews implements AlertReviews {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(query: AlertPageQuery): Promise<Page<Alert>> {
    const { time, id: place } = positionOf(query.cursor);
    const [image = '', id = ''] = place.split(PLACE);
    return this.#read((prepare) => {
      const { where, values } = asked(prepare, until(query, time));
      const rows = prepare(
        `SELECT ${COLUMNS} FROM matches ${WITH_JUDGEMENT}
         WHERE ${where} AND (matches.uploaded_at, matches.image_id, matches.id) < (:time, :image, :id)
         ORDER BY matches.uploaded_at DESC, matches.image_id DESC, matches.id DESC LIMIT :rows`,
      ).all({ ...values, time, image, id, rows: query.limit + 1 });
      return pageOf(rows.map(alertOf), query.limit, ({ record: { id, imageId, uploadedAt } }) => ({
        ...{ time: uploadedAt, id: imageId + PLACE + id },
      }));
    });
  }

  async count(query: AlertQuery): Promise<BoundedCount> {
    return this.#read((prepare) => {
      const { where, values } = asked(prepare, query, true);
      return countUpTo(prepare, `SELECT 1 FROM matches WHERE ${where}`, values);
    });
  }

  async neighbours(
    query: AlertQuery,
    { imageId, uploadedAt: time }: { readonly imageId: string; readonly uploadedAt: number },
  ): Promise<{ readonly previous?: string; readonly next?: string }> {
    return this.#read((prepare) => {
      const nearest = (bounded: AlertQuery, sign: '<' | '>', order: 'DESC' | 'ASC') => {
        const { where, values } = asked(prepare, bounded);
        return prepare(
          `SELECT matches.image_id AS id FROM matches
           WHERE ${where} AND (matches.uploaded_at, matches.image_id) ${sign} (:time, :imageId)
           ORDER BY matches.uploaded_at ${order}, matches.image_id ${order} LIMIT 1`,
        ).get({ ...values, time, imageId });
      };
      const previous = nearest(since(query, time), '>', 'ASC');
      return neighboursOf(previous, nearest(until(query, time), '<', 'DESC'));
    });
  }

  async judge(
    alerts: readonly AlertRevision[],
    judgement: Omit<Judgement, 'inheritedFrom'>,
  ): Promise<{ readonly overtaken: readonly string[] }> {
    return this.#database.write((prepare) => {
      const overtaken = alerts
        .filter((alert) => !judgeOne(prepare, alert, judgement))
        .map(({ id }) => id);
      if (judgement.verdict !== 'new') {
        const judged = alerts.map(({ id }) => id).filter((id) => !overtaken.includes(id));
        for (const { image_id: imageId } of prepare(IMAGES_OF).all(JSON.stringify(judged)))
          endReminders(prepare, String(imageId), judgement);
      }
      return { overtaken };
    });
  }

  async history(id: string): Promise<readonly Judgement[]> {
    return this.#read((prepare) => prepare(HISTORY).all(id).map(judgementOf));
  }

  #read<T>(work: (prepare: Prepare) => T): T {
    return this.#database.read((prepare) => {
      refuseOlder(prepare, WITH_LOOKING, `${this.#database.path} ${NOTHING_TO_LOOK_AT}`);
      return work(prepare);
    });
  }
}

/** `false` if it was overtaken. A judgement whose answer was lost is given once. */
function judgeOne(
  prepare: Prepare,
  { id, revision: seen }: AlertRevision,
  judgement: Judgement,
): boolean {
  const revision = seen + 1;
  if (setVerdict(prepare, { id, revision, seen }, judgement)) return true;
  if (prepare(REVISION).get(id)?.['revision'] !== revision) return false;
  const given = prepare(GIVEN).get(id, revision);
  const { at, by, verdict } = judgement;
  return given?.['at'] === at && given['by'] === by && given['verdict'] === verdict;
}

function endReminders(prepare: Prepare, imageId: string, judgement: Judgement): void {
  const alerts = prepare(ALERTS_OF)
    .all(imageId)
    .map(({ ruleId, verdict }) => ({ ruleId: String(ruleId), verdict: String(verdict) }));
  for (const row of prepare(REMINDERS).all(imageId)) {
    if (!endsReminder(deliveryOfRow(row).ruleIds, alerts)) continue;
    const [id, why] = [String(row['id']), withdrawnBecause(judgement)];
    prepare(WITHDRAW).run({ ...{ id, why, by: judgement.by }, now: Date.now() });
  }
}

function alertOf(row: Row): Alert {
  const verdict = VERDICTS.find((one) => one === row['now']);
  if (!verdict) throw new SyntaxError('damaged');
  return {
    ...{ id: String(row['id']), revision: Number(row['revision']), verdict },
    ...judgedIn(row),
    record: JSON.parse(String(row['record'])),
    isBesideSecrets: row['is_beside_secrets'] === 1,
  };
}

/** A statement for each combination of conditions, so that each can use an index. */
function asked(prepare: Prepare, query: AlertQuery, isWhole = false) {
  const { verdict, ruleId, imageId, ids } = query;
  const image = askedOfImage(prepare, query, { isWhole, withRule: false });
  const severity = askedOfSeverity('matches', query);
  const conditions = [
    'matches.is_superseded = 0',
    ...(verdict === undefined ? [] : ['matches.verdict = :verdict']),
    ...(ruleId === undefined ? [] : ['matches.rule_id = :ruleId']),
    ...(imageId === undefined ? [] : ['matches.image_id = :ofImage']),
    ...(ids === undefined ? [] : ['matches.id IN (SELECT value FROM json_each(:ids))']),
    ...severity.conditions,
    ...askedOfItsImage(image, isWhole),
    'matches.uploaded_at BETWEEN :since AND :until',
  ];
  const named = {
    ...(verdict === undefined ? {} : { verdict }),
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(imageId === undefined ? {} : { ofImage: imageId }),
    ...(ids === undefined ? {} : { ids: JSON.stringify(ids) }),
  };
  return {
    where: conditions.join(' AND '),
    values: {
      ...{ ...image.values, ...severity.values, ...named },
      ...{ since: query.since ?? -Infinity, until: query.until ?? Infinity },
    },
  };
}

function askedOfItsImage(
  { conditions, isFew }: ReturnType<typeof askedOfImage>,
  isWhole: boolean,
): string[] {
  if (conditions.length === 0) return [];
  const all = conditions.join(' AND ');
  const images = `SELECT image_id FROM summaries WHERE ${all}`;
  if (isFew) return [`matches.image_id IN (${images})`];
  if (isWhole) return [`+matches.image_id IN (${images})`];
  return [`EXISTS (${images} AND image_id = matches.image_id)`];
}
