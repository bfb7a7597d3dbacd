import { type Result, type ResultSummary, SEVERITIES, summaryOf } from '@glyphwatch/domain';
import type { SQLOutputValue } from 'node:sqlite';
import type { Prepare } from './prepare.ts';

const SAVE = `
  INSERT OR REPLACE INTO summaries (row, image_id, object_key, uploaded_at, status, severity, summary)
  VALUES (:row, :imageId, :objectKey, :uploadedAt, :status, :severity, :summary)`;
const FORGET = 'DELETE FROM summaries WHERE row = ?';
const NONE = -1;

export function saveSummary(prepare: Prepare, row: number, result: Result): void {
  prepare(SAVE).run({ row, ...summaryColumns(summaryOf(result)) });
}

export function forgetSummary(prepare: Prepare, row: number): void {
  prepare(FORGET).run(row);
}

export function summaryColumns(summary: ResultSummary) {
  const { imageId, address, uploadedAt, status, severity } = summary;
  return {
    ...{ imageId, objectKey: address.key, uploadedAt, status },
    severity: severity === undefined ? NONE : SEVERITIES.indexOf(severity),
    summary: JSON.stringify(summary),
  };
}

export function summaryOfRow(row: Record<string, SQLOutputValue>): ResultSummary {
  return JSON.parse(String(row['summary']));
}
