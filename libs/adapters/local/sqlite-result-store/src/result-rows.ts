import {
  type Result,
  type ResultWithoutText,
  type StoredResult,
  waitingSince,
} from '@glyphwatch/domain';
import type { SQLOutputValue } from 'node:sqlite';
import type { Prepare } from './database.ts';
import { indexedText } from './indexed-text.ts';
import { packDetection, unpackDetection } from './pack-detection.ts';

/** The columns that a Result is read from. */
export const RESULT_COLUMNS =
  'results.result, results.pending, results.unrecorded, results.detection, results.owner';

const FIND = `SELECT ${RESULT_COLUMNS} FROM results WHERE image_id = ?`;
const SAVE = `
  INSERT INTO results (image_id, status, uploaded_at, updated_at, owner, waiting_since, result, pending, unrecorded, detection)
  VALUES (:imageId, :status, :uploadedAt, :updatedAt, :owner, :waitingSince, :result, :pending, :unrecorded, :detection)
  ON CONFLICT (image_id) DO UPDATE SET
    status = excluded.status, uploaded_at = excluded.uploaded_at, updated_at = excluded.updated_at,
    owner = excluded.owner, waiting_since = excluded.waiting_since, result = excluded.result,
    pending = excluded.pending, unrecorded = excluded.unrecorded, detection = excluded.detection
  RETURNING row`;
const SAVE_OUTBOX = `
  UPDATE results SET waiting_since = :waitingSince, pending = :pending, unrecorded = :unrecorded
  WHERE image_id = :imageId`;
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
    pending: JSON.parse(String(row['pending'])),
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
  const { pending: _pending, unrecorded: _unrecorded, detection, ...rest } = result;
  const saved = prepare(SAVE).get({
    ...outboxColumns(result),
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

/** Writes only pending notifications and unrecorded matches, not the large columns. */
export function saveOutbox(prepare: Prepare, result: Result): void {
  prepare(SAVE_OUTBOX).run(outboxColumns(result));
}

function outboxColumns(result: Result) {
  const { imageId, pending, unrecorded } = result;
  return {
    imageId,
    waitingSince: waitingSince(result) ?? null,
    pending: JSON.stringify(pending),
    unrecorded: JSON.stringify(unrecorded),
  };
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

/** A full-text index only marks what was deleted until its parts are merged. https://www.sqlite.org/fts5.html#the_optimize_command */
export const PURGE_INDEXES = ['result_text', 'result_fragments'].map(
  (index) => `INSERT INTO ${index} (${index}) VALUES ('optimize')`,
);

/** Removes a result with its index entries and its history. */
export function deleteResult(prepare: Prepare, imageId: string): void {
  const deleted = prepare(DELETE).get(imageId);
  forgetText(prepare, Number(deleted?.['row']));
  prepare(FORGET_RULES).run(imageId);
  prepare(FORGET_MATCHES).run(imageId);
}
