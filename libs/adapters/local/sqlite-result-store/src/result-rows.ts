import { maskDetection, type Result, type StoredResult, waitingSince } from '@glyphwatch/domain';
import type { SQLOutputValue } from 'node:sqlite';
import type { Prepare } from './database.ts';
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
const SAVE_TEXT = 'INSERT INTO result_text (rowid, text) VALUES (?, ?)';

export type Row = Record<string, SQLOutputValue>;

export function findStored(prepare: Prepare, imageId: string): StoredResult | undefined {
  const row = prepare(FIND).get(imageId);
  if (!row) return undefined;
  const { owner } = row;
  return { result: resultOf(row), owner: typeof owner === 'string' ? owner : undefined };
}

export function resultOf(row: Row): Result {
  const { detection } = row;
  return {
    ...JSON.parse(String(row['result'])),
    ...(detection instanceof Uint8Array ? { detection: unpackDetection(detection) } : {}),
    pending: JSON.parse(String(row['pending'])),
    unrecorded: JSON.parse(String(row['unrecorded'])),
  };
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

/** Indexes the masked text, so that a search cannot find what a sensitive rule matched. */
function saveText(prepare: Prepare, row: number, { detection, ruleMatches }: Result): void {
  prepare(FORGET_TEXT).run(row);
  if (!detection || detection.lines.length === 0) return;
  const { lines } = maskDetection(detection, ruleMatches);
  prepare(SAVE_TEXT).run(row, lines.map(({ text }) => text).join('\n'));
}
