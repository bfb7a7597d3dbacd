import type { Gradual } from './gradual.ts';
import { indexedText } from './indexed-text.ts';
import { unpackDetection } from './pack-detection.ts';

/**
 * `result_fragments` finds pieces of words; like `result_text` it holds no text. `matches.image_id` finds the history of one
 * image.
 */
export const FRAGMENTS = `
  CREATE VIRTUAL TABLE result_fragments USING fts5(
    text, tokenize = 'trigram remove_diacritics 1', content = '', contentless_delete = 1
  );
  ALTER TABLE matches ADD COLUMN
    image_id TEXT GENERATED ALWAYS AS (json_extract(record, '$.imageId')) VIRTUAL;
  CREATE INDEX matches_by_image ON matches (image_id);
`;

/** A fraction of a second: other processes wait for it when they write. */
const ROWS_AT_ONCE = 500;
const WITHOUT_FRAGMENTS = `
  FROM results WHERE row > ? AND detection IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM result_fragments WHERE rowid = results.row)`;

/** Indexes the texts that are there already, but for those that a process indexed before it died. */
export const indexFragments: Gradual = {
  count: (connection) =>
    Number(connection.prepare(`SELECT count(*) AS rows ${WITHOUT_FRAGMENTS}`).get(0)?.['rows']),
  step(connection, after) {
    const insert = connection.prepare('INSERT INTO result_fragments (rowid, text) VALUES (?, ?)');
    const rows = connection
      .prepare(`SELECT row, result, detection ${WITHOUT_FRAGMENTS} ORDER BY row LIMIT ?`)
      .all(after, ROWS_AT_ONCE);
    for (const { row = 0, result, detection } of rows) {
      if (!(detection instanceof Uint8Array)) continue;
      const { ruleMatches } = JSON.parse(String(result));
      const text = indexedText({ detection: unpackDetection(detection), ruleMatches });
      if (text !== undefined) insert.run(row, text);
    }
    return { rows: rows.length, last: Number(rows.at(-1)?.['row'] ?? after) };
  },
};
