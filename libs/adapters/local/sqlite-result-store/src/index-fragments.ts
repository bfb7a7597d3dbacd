import type { DatabaseSync } from 'node:sqlite';
import { indexedText } from './indexed-text.ts';
import { unpackDetection } from './pack-detection.ts';

/**
 * `result_fragments` finds pieces of words; like `result_text` it holds no text. `matches.image_id` finds the history of one
 * image.
 */
const FRAGMENTS = `
  CREATE VIRTUAL TABLE result_fragments USING fts5(
    text, tokenize = 'trigram remove_diacritics 1', content = '', contentless_delete = 1
  );
  ALTER TABLE matches ADD COLUMN
    image_id TEXT GENERATED ALWAYS AS (json_extract(record, '$.imageId')) VIRTUAL;
  CREATE INDEX matches_by_image ON matches (image_id);
`;

/** Also indexes the texts that are there already. */
export function indexFragments(connection: DatabaseSync): void {
  connection.exec(FRAGMENTS);
  const insert = connection.prepare('INSERT INTO result_fragments (rowid, text) VALUES (?, ?)');
  const rows = connection.prepare(
    'SELECT row, result, detection FROM results WHERE detection IS NOT NULL',
  );
  for (const { row = 0, result, detection } of rows.iterate()) {
    if (!(detection instanceof Uint8Array)) continue;
    const { ruleMatches } = JSON.parse(String(result));
    const text = indexedText({ detection: unpackDetection(detection), ruleMatches });
    if (text !== undefined) insert.run(row, text);
  }
}
