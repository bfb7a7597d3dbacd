import {
  asResult,
  damagedResult,
  type Damages,
  type Result,
  type ResultQuery,
  type ResultWithoutText,
  type StoredResult,
} from '@glyphwatch/domain';
import type { SQLOutputValue } from 'node:sqlite';
import type { Prepare } from './prepare.ts';
import { forgetDeliveries } from './delivery-rows.ts';
import { indexedText } from './indexed-text.ts';
import { forgetJudgements } from './judgement-rows.ts';
import { packDetection, unpackDetection } from './pack-detection.ts';
import { forgetSummary, saveSummary } from './summary-rows.ts';

/** The columns that a Result is read from. */
export const RESULT_COLUMNS =
  'results.image_id, results.result, results.unrecorded, results.detection, results.owner';

const FIND = `SELECT ${RESULT_COLUMNS} FROM results WHERE image_id = ?`;
const HAS_ROW = 'SELECT 1 FROM results WHERE image_id = ?';
const SAVE = `
  INSERT INTO results (image_id, status, uploaded_at, updated_at, owner, waiting_since, result, unrecorded, detection)
  VALUES (:imageId, :status, :uploadedAt, :updatedAt, :owner, :waitingSince, :result, :unrecorded, :detection)
  ON CONFLICT (image_id) DO UPDATE SET
    status = excluded.status, uploaded_at = excluded.uploaded_at, updated_at = excluded.updated_at,
    owner = excluded.owner, waiting_since = excluded.waiting_since, result = excluded.result,
    unrecorded = excluded.unrecorded, detection = excluded.detection
  RETURNING row`;
const SAVE_UNRECORDED = `
  UPDATE results SET waiting_since = :waitingSince, unrecorded = :unrecorded WHERE image_id = :imageId`;
const FORGET_RULES = 'DELETE FROM result_rules WHERE image_id = ?';
const SAVE_RULE =
  'INSERT OR IGNORE INTO result_rules (rule_id, uploaded_at, image_id) VALUES (?, ?, ?)';
const FORGET_TEXT = 'DELETE FROM result_text WHERE rowid = ?';
const DELETE = 'DELETE FROM results WHERE image_id = ? RETURNING row';
const FORGET_MATCHES = 'DELETE FROM matches WHERE image_id = ?';
const FORGET_FRAGMENTS = 'DELETE FROM result_fragments WHERE rowid = ?';
const SAVE_FRAGMENTS = 'INSERT INTO result_fragments (rowid, text) VALUES (?, ?)';
const SAVE_TEXT = 'INSERT INTO result_text (rowid, text) VALUES (?, ?)';

export type Row = Record<string, SQLOutputValue>;

export function hasRow(prepare: Prepare, imageId: string): boolean {
  return prepare(HAS_ROW).get(imageId) !== undefined;
}

export function findStored(
  prepare: Prepare,
  imageId: string,
  damages: Damages,
): StoredResult | undefined {
  const row = prepare(FIND).get(imageId);
  const result = row && resultOf(row, damages);
  if (!result) return undefined;
  const { owner } = row;
  return { result, owner: typeof owner === 'string' ? owner : undefined };
}

/** `undefined` if it is damaged, or not wanted; the text of what is not wanted is not unpacked. */
export function resultOf(
  row: Row,
  damages: Damages,
  isWanted: ResultQuery['where'] = () => true,
): Result | undefined {
  const problem = (): string => damagedResult(String(row['image_id']));
  const result = damages.orElse(() => resultWithoutText(row), problem);
  if (!result || !isWanted(result)) return undefined;
  return damages.orElse(() => withText(result, row), problem);
}

function resultWithoutText(row: Row): ResultWithoutText {
  const result = {
    ...JSON.parse(String(row['result'])),
    unrecorded: JSON.parse(String(row['unrecorded'])),
  };
  return asResult(result, String(row['image_id']));
}

function withText(result: ResultWithoutText, { detection }: Row): Result {
  return detection instanceof Uint8Array
    ? { ...result, detection: unpackDetection(detection) }
    : result;
}

/** Writes a whole result and its index entries. */
export function saveResult(prepare: Prepare, result: Result, owner?: string): void {
  const { unrecorded: _, detection, ...rest } = result;
  const saved = prepare(SAVE).get({
    ...unrecordedColumns(result),
    status: result.status,
    uploadedAt: result.uploadedAt,
    updatedAt: result.updatedAt,
    owner: owner ?? null,
    result: JSON.stringify(rest),
    detection: detection ? packDetection(detection) : null,
  });
  saveRules(prepare, result);
  const row = Number(saved?.['row']);
  saveText(prepare, row, result);
  saveSummary(prepare, row, result);
}

/** Writes only the unrecorded matches, not the large columns. */
export function saveUnrecorded(prepare: Prepare, result: Result): void {
  prepare(SAVE_UNRECORDED).run(unrecordedColumns(result));
}

function unrecordedColumns({ imageId, unrecorded, updatedAt }: Result) {
  const waitingSince = unrecorded.length > 0 ? updatedAt : null;
  return { imageId, waitingSince, unrecorded: JSON.stringify(unrecorded) };
}

function saveRules(prepare: Prepare, { imageId, uploadedAt, ruleMatches }: Result): void {
  prepare(FORGET_RULES).run(imageId);
  for (const { ruleId } of ruleMatches) prepare(SAVE_RULE).run(ruleId, uploadedAt, imageId);
}

function saveText(prepare: Prepare, row: number, result: Result): void {
  forgetText(prepare, row);
  const text = indexedText(result);
  if (text === undefined) return;
  prepare(SAVE_TEXT).run(row, text);
  prepare(SAVE_FRAGMENTS).run(row, text);
}

function forgetText(prepare: Prepare, row: number): void {
  prepare(FORGET_TEXT).run(row);
  prepare(FORGET_FRAGMENTS).run(row);
}

/** Removes a result with its index entries. */
export function deleteResult(prepare: Prepare, imageId: string): void {
  const deleted = prepare(DELETE).get(imageId);
  const row = Number(deleted?.['row']);
  forgetText(prepare, row);
  forgetSummary(prepare, row);
  prepare(FORGET_RULES).run(imageId);
}

/** Removes the deliveries and the history of an image. */
export function forgetNews(prepare: Prepare, imageId: string): void {
  forgetJudgements(prepare, imageId);
  prepare(FORGET_MATCHES).run(imageId);
  forgetDeliveries(prepare, imageId);
}
