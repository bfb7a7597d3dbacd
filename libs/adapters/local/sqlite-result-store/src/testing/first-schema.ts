import { DatabaseSync } from 'node:sqlite';
import { layOutText } from '@glyphwatch/domain';
import {
  sampleMatch,
  sampleRecord,
  sampleRuleMatch,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import { migrate, MIGRATIONS } from '../migrations.ts';
import { packDetection } from '../pack-detection.ts';

const SECRET = sampleRuleMatch({ sensitive: true, matches: [sampleMatch({ words: [[0, 1]] })] });

/** The only record of the history. */
export const RECORD = { ...sampleRecord(), imageId: '/photos/0.png' };

/** A file as the first release wrote it: results that each match, and the history of the first. */
export function writeFirstSchema(path: string, images = 1): void {
  const connection = new DatabaseSync(path);
  migrate(connection, (work) => work(), { migrations: MIGRATIONS.slice(0, 1) });
  connection.exec('BEGIN');
  for (let image = 0; image < images; image += 1) writeResult(connection, image);
  connection
    .prepare('INSERT INTO matches (id, rule_id, uploaded_at, record) VALUES (?, ?, 1, ?)')
    .run(RECORD.id, RECORD.ruleId, JSON.stringify(RECORD));
  connection.exec('COMMIT');
  connection.close();
}

function writeResult(connection: DatabaseSync, image: number): void {
  const key = `${image}.png`;
  const imageId = `/photos/${key}`;
  const { address, ...upload } = sampleUpload({ address: { bucket: '/photos', key } });
  const outcome = { status: 'MATCHED', ruleMatches: [SECRET], nearMisses: [], notified: [] };
  const result = { ...upload, address, ...outcome, imageId, updatedAt: 1, attempts: 1 };
  connection
    .prepare(
      "INSERT INTO results (image_id, status, uploaded_at, updated_at, result, pending, unrecorded, detection) VALUES (?, 'MATCHED', 1, 1, ?, '[]', '[]', ?)",
    )
    .run(
      imageId,
      JSON.stringify(result),
      packDetection(layOutText('password hunter2hunter2\nunauthorised')),
    );
  connection
    .prepare('INSERT INTO result_text (rowid, text) VALUES (?, ?)')
    .run(image + 1, 'password •••• unauthorised');
}
