import type { Result, ResultWithoutText, StoredResult } from '@glyphwatch/domain';
import type { SQLOutputValue } from 'node:sqlite';
import type { Prepare } from './prepare.ts';
import { forgetDeliveries } from './delivery-rows.ts';
import { indexedText } from './indexed-text.ts';
import { packDetection, unpackDetection } from './pack-detection.ts';

/** The columns that a Result is read from. */
export const RESULT_COLUMNS =
  'results.result, results.unrecorded, results.detection, results.owner';

const FIND = `SELECT ${RESULT_COLUMNS} FROM results WHERE image_id = ?`;
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

export function findStored(prepare: Prepare, imageId: string): StoredResult | undefined {
  const row = prepare(FIND).get(imageId);
  if (!row) return undefined;
  const { owner } = row;
  return { result: resultOf(row), owner: typeof owner === 'string' ? owner : undefined };
}

export function resultOf(row: Row): Result {
  return withText(resultWithoutText(row), row);
}

export function resultWithoutText(row: Row): ResultWithoutText {
  return {
    ...JSON.parse(String(row['result'])),
    unrecorded: JSON.parse(String(row['unrecorded'])),
  };
}

export function withText(result: ResultWithoutText, { detection }: Row): Result {
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
  saveText(prepare, Number(saved?.['row']), result);
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
  forgetText(prepare, Number(deleted?.['row']));
  prepare(FORGET_RULES).run(imageId);
}

/** Removes the deliveries and the history of an image. */
export function forgetNews(prepare: Prepare, imageId: string): void {
  prepare(FORGET_MATCHES).run(imageId);
  forgetDeliveries(prepare, imageId);
}
