import { SEVERITIES, summaryOf } from '@glyphwatch/domain';
import type { Gradual } from './gradual.ts';
import { unpackDetection } from './pack-detection.ts';
import { summaryColumns } from './summary-rows.ts';

const RANKS = SEVERITIES.map((severity, rank) => `WHEN '${severity}' THEN ${rank}`).join(' ');

/** A damaged record is of no image and no severity, and stops no migration. */
const ofRecord = (value: string): string => `CASE WHEN json_valid(record) THEN ${value} END`;

/**
 * What walls show. `summaries` is about the row of `results` with the same number, and small, so that a wall reads little; severity
 * is its rank, or -1. `matches.verdict` and `revision` belong to the alert of a record, and a record that a later one
 * about the same rule, image and version replaced is superseded. `judgements` has the verdict that led to each revision; 0 is an
 * inherited one.
 */
export const LOOKING = `
  CREATE TABLE summaries (
    row         INTEGER PRIMARY KEY,
    image_id    TEXT NOT NULL UNIQUE,
    object_key  TEXT NOT NULL,
    uploaded_at REAL NOT NULL,
    status      TEXT NOT NULL,
    severity    INTEGER NOT NULL,
    summary     TEXT NOT NULL
  ) STRICT;
  CREATE INDEX summaries_by_time ON summaries (uploaded_at, image_id, status, severity, object_key);
  CREATE INDEX summaries_by_status ON summaries (status, uploaded_at, image_id, severity, object_key);
  CREATE INDEX summaries_by_key ON summaries (object_key);

  ALTER TABLE matches ADD COLUMN verdict TEXT NOT NULL DEFAULT 'new';
  ALTER TABLE matches ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE matches ADD COLUMN is_superseded INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE matches ADD COLUMN severity INTEGER GENERATED ALWAYS AS (
    ${ofRecord(`CASE json_extract(record, '$.severity') ${RANKS} END`)}) VIRTUAL;
  UPDATE matches SET is_superseded = 1 WHERE json_valid(record) AND rowid NOT IN (
    SELECT max(rowid) FROM matches WHERE json_valid(record)
    GROUP BY rule_id, json_extract(record, '$.imageId'), json_extract(record, '$.version')
  );
  CREATE INDEX alerts_by_verdict ON matches (verdict, uploaded_at, image_id, id, severity, rule_id)
    WHERE is_superseded = 0;
  CREATE INDEX alerts_by_time ON matches (uploaded_at, image_id, id, verdict, severity, rule_id)
    WHERE is_superseded = 0;
  CREATE INDEX alerts_by_rule ON matches (rule_id, uploaded_at, image_id, id, verdict, severity)
    WHERE is_superseded = 0;

  CREATE TABLE judgements (
    id             TEXT NOT NULL,
    revision       INTEGER NOT NULL,
    at             REAL NOT NULL,
    by             TEXT NOT NULL,
    verdict        TEXT NOT NULL,
    note           TEXT,
    inherited_from TEXT,
    PRIMARY KEY (id, revision)
  ) STRICT, WITHOUT ROWID;
`;

/** A fraction of a second: other processes wait for it when they write. */
const ROWS_AT_ONCE = 500;
const WITHOUT_SUMMARY = `
  FROM results WHERE row > ? AND NOT EXISTS (SELECT 1 FROM summaries WHERE row = results.row)`;
const INSERT = `
  INSERT INTO summaries (row, image_id, object_key, uploaded_at, status, severity, summary)
  VALUES (:row, :imageId, :objectKey, :uploadedAt, :status, :severity, :summary)`;

/** Summarises the results that are there already. */
export const summariseResults: Gradual = {
  count: (connection) =>
    Number(connection.prepare(`SELECT count(*) AS rows ${WITHOUT_SUMMARY}`).get(0)?.['rows']),
  step(connection, after) {
    const insert = connection.prepare(INSERT);
    const rows = connection
      .prepare(`SELECT row, result, detection ${WITHOUT_SUMMARY} ORDER BY row LIMIT ?`)
      .all(after, ROWS_AT_ONCE);
    for (const { row = 0, result, detection } of rows) {
      const read = detection instanceof Uint8Array ? { detection: unpackDetection(detection) } : {};
      const summary = summaryOf({ ...JSON.parse(String(result)), ...read });
      insert.run({ row, ...summaryColumns(summary) });
    }
    return { rows: rows.length, last: Number(rows.at(-1)?.['row'] ?? after) };
  },
};
