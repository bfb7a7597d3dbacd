import { type Hold, holdsOn, type Result, rulesOf } from '@glyphwatch/domain';
import { forgetJudgementsOf } from './judgement-rows.ts';
import type { Prepare } from './prepare.ts';

/** `results_purgeable` has what `isPurgeable` says, and `matches_by_time` finds what is old. */
export const HOLDS = `
  CREATE TABLE holds (
    id    TEXT NOT NULL PRIMARY KEY,
    of    TEXT NOT NULL,
    value TEXT NOT NULL,
    since REAL NOT NULL,
    by    TEXT NOT NULL,
    why   TEXT NOT NULL
  ) STRICT;
  CREATE INDEX results_purgeable ON results (updated_at, image_id)
    WHERE detection IS NOT NULL AND status <> 'NO_TEXT';
  CREATE INDEX matches_by_time ON matches (uploaded_at);
`;
/** As the index has it, so that it is used. */
export const IS_PURGEABLE = "results.detection IS NOT NULL AND results.status <> 'NO_TEXT'";

const SAVE = `
  INSERT OR REPLACE INTO holds (id, of, value, since, by, why) VALUES (:id, :of, :value, :since, :by, :why)`;
const END = 'DELETE FROM holds WHERE id = ?';
const LIST = 'SELECT id, of, value, since, by, why FROM holds ORDER BY since, id';
/** In the history and, even where it is damaged, in the result. */
const RULES = `
  SELECT rule_id FROM matches WHERE image_id = :imageId
  UNION SELECT rule_id FROM result_rules WHERE image_id = :imageId`;
const PURGE_MATCHES = `
  DELETE FROM matches WHERE rowid IN (
    SELECT rowid FROM matches WHERE uploaded_at < ?
      AND NOT EXISTS (SELECT 1 FROM holds WHERE of = 'rule' AND value = matches.rule_id)
      AND NOT EXISTS (SELECT 1 FROM holds WHERE of = 'image' AND value = matches.image_id)
    ORDER BY uploaded_at LIMIT ?)
  RETURNING id`;

/** Of a row of `deliveries`; a damaged one is of no rule. */
export const IS_DELIVERY_HELD = `
  EXISTS (SELECT 1 FROM holds WHERE of = 'image' AND value = deliveries.image_id)
  OR EXISTS (SELECT 1 FROM holds WHERE of = 'rule' AND CASE WHEN json_valid(deliveries.delivery) THEN value IN
    (SELECT rule.value FROM json_each(deliveries.delivery, '$.ruleIds') AS rule) END)`;

export function saveHold(prepare: Prepare, hold: Hold): void {
  prepare(SAVE).run({ ...hold });
}

/** Resolves to whether there was one. */
export function deleteHold(prepare: Prepare, id: string): boolean {
  return prepare(END).run(id).changes > 0;
}

export function listHolds(prepare: Prepare): Hold[] {
  return prepare(LIST)
    .all()
    .map(({ id, of, value, since, by, why }) => ({
      ...{ id: String(id), of: of === 'rule' ? 'rule' : 'image', value: String(value) },
      ...{ since: Number(since), by: String(by), why: String(why) },
    }));
}

export function heldBy(
  prepare: Prepare,
  imageId: string,
  result: Result | undefined,
): readonly Hold[] {
  const holds = listHolds(prepare);
  if (holds.length === 0) return holds;
  const rows = prepare(RULES).all({ imageId });
  const rules = rows.map((row) => String(row['rule_id']));
  return holdsOn(holds, imageId, [...(result ? rulesOf(result) : []), ...rules]);
}

/** With what people made of them; how many are gone. */
export function purgeMatches(prepare: Prepare, before: number, limit: number): number {
  const purged = prepare(PURGE_MATCHES).all(before, limit);
  forgetJudgementsOf(
    prepare,
    purged.map(({ id }) => String(id)),
  );
  return purged.length;
}
