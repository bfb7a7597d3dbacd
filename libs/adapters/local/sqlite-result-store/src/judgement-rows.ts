import { inheritedJudgement, type Judgement, type MatchRecord } from '@glyphwatch/domain';
import type { SQLOutputValue } from 'node:sqlite';
import type { Prepare } from './prepare.ts';

const IS_RECORDED = 'SELECT 1 FROM matches WHERE id = ?';
/** In the order in which they were recorded. */
const EARLIER = `
  SELECT matches.record, judgements.at, judgements.by, judgements.verdict, judgements.note, judgements.inherited_from
  FROM matches LEFT JOIN judgements USING (id, revision)
  WHERE image_id = :imageId AND rule_id = :ruleId AND id <> :id AND json_extract(record, '$.version') = :version
  ORDER BY matches.rowid`;
const SUPERSEDE = `
  UPDATE matches SET is_superseded = 1
  WHERE image_id = :imageId AND rule_id = :ruleId AND id <> :id AND json_extract(record, '$.version') = :version`;
const SET_VERDICT = `
  UPDATE matches SET verdict = :verdict, revision = :revision WHERE id = :id AND revision = :seen`;
const ADD = `
  INSERT INTO judgements (id, revision, at, by, verdict, note, inherited_from)
  VALUES (:id, :revision, :at, :by, :verdict, :note, :inheritedFrom)`;
const FORGET = `
  DELETE FROM judgements WHERE id IN (SELECT id FROM matches WHERE image_id = ?)`;
const FORGET_OF = 'DELETE FROM judgements WHERE id IN (SELECT value FROM json_each(?))';

export function isRecorded(prepare: Prepare, id: string): boolean {
  return prepare(IS_RECORDED).get(id) !== undefined;
}

/** A new record takes the place of earlier ones about the same, and perhaps their verdict. */
export function takeOver(prepare: Prepare, record: MatchRecord): void {
  const { id, imageId, ruleId, version } = record;
  const same = { id, imageId, ruleId, version };
  const earlier = prepare(EARLIER).all(same);
  if (earlier.length === 0) return;
  prepare(SUPERSEDE).run(same);
  const judged = earlier.map((row) => ({
    record: JSON.parse(String(row['record'])),
    ...judgedIn(row),
  }));
  const inherited = inheritedJudgement(record, judged);
  if (inherited) setVerdict(prepare, { id, revision: 0, seen: 0 }, inherited);
}

/** `false` if the revision is not the one that was seen. */
export function setVerdict(
  prepare: Prepare,
  { id, revision, seen }: { readonly id: string; readonly revision: number; readonly seen: number },
  { at, by, verdict, note, inheritedFrom }: Judgement,
): boolean {
  if (prepare(SET_VERDICT).run({ id, revision, seen, verdict }).changes === 0) return false;
  const why = { note: note ?? null, inheritedFrom: inheritedFrom ?? null };
  prepare(ADD).run({ ...{ id, revision, at, by, verdict }, ...why });
  return true;
}

export function forgetJudgements(prepare: Prepare, imageId: string): void {
  prepare(FORGET).run(imageId);
}

export function forgetJudgementsOf(prepare: Prepare, recordIds: readonly string[]): void {
  prepare(FORGET_OF).run(JSON.stringify(recordIds));
}

export function judgedIn(row: Record<string, SQLOutputValue>): { readonly judged?: Judgement } {
  return row['at'] === null ? {} : { judged: judgementOf(row) };
}

export function judgementOf(row: Record<string, SQLOutputValue>): Judgement {
  const { at, by, verdict, note, inherited_from: inheritedFrom } = row;
  return {
    ...{ at: Number(at), by: String(by), verdict: String(verdict) as Judgement['verdict'] },
    ...(note === null ? {} : { note: String(note) }),
    ...(inheritedFrom === null ? {} : { inheritedFrom: String(inheritedFrom) }),
  };
}
