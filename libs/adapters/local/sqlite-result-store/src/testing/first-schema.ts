import { DatabaseSync } from 'node:sqlite';
import { imageIdOf, layOutText, type Notification, type Upload } from '@glyphwatch/domain';
import {
  sampleMatch,
  sampleNotification,
  sampleNotificationRule,
  sampleRecord,
  sampleRuleMatch,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import { migrate, MIGRATIONS } from '../migrations.ts';
import { packDetection } from '../pack-detection.ts';

const SECRET = sampleRuleMatch({ sensitive: true, matches: [sampleMatch({ words: [[0, 1]] })] });

/** The only record of the history. */
export const RECORD = { ...sampleRecord(), imageId: '/photos/0.png' };

/** What waits to be told about an image: `chat` was held by a process that died. */
export function pendingOf(image: number): readonly Notification[] {
  const rules = [sampleNotificationRule({ notificationId: `${image}` })];
  return ['mail', 'chat'].map((channel) =>
    sampleNotification({ id: `${image} ${channel}`, channel, rules }, uploadOf(image)),
  );
}

/**
 * A file as the first release wrote it: results that each match, and the history of the first. The first `pending` of them wait
 * to be told.
 */
export function writeFirstSchema(path: string, images = 1, pending = 0): void {
  const connection = new DatabaseSync(path);
  migrate(connection, (work) => work(), { migrations: MIGRATIONS.slice(0, 1) });
  connection.exec('BEGIN');
  for (let image = 0; image < images; image += 1) {
    writeResult(connection, image, image < pending ? pendingOf(image) : []);
  }
  connection
    .prepare('INSERT INTO matches (id, rule_id, uploaded_at, record) VALUES (?, ?, 1, ?)')
    .run(RECORD.id, RECORD.ruleId, JSON.stringify(RECORD));
  connection.exec('COMMIT');
  connection.close();
}

function writeResult(
  connection: DatabaseSync,
  image: number,
  [first, second]: readonly Notification[],
): void {
  const upload = uploadOf(image);
  const imageId = imageIdOf(upload.address);
  const outcome = { status: 'MATCHED', ruleMatches: [SECRET], nearMisses: [], notified: [] };
  const result = { ...upload, ...outcome, imageId, updatedAt: 1, attempts: 1 };
  const pending = first && second ? [first, { ...second, heldUntil: 2 }] : [];
  connection
    .prepare(
      "INSERT INTO results (image_id, status, uploaded_at, updated_at, waiting_since, result, pending, unrecorded, detection) VALUES (?, 'MATCHED', 1, 1, ?, ?, ?, '[]', ?)",
    )
    .run(
      imageId,
      first ? 1 : null,
      JSON.stringify(result),
      JSON.stringify(pending),
      packDetection(layOutText('password hunter2hunter2\nunauthorised')),
    );
  connection
    .prepare('INSERT INTO result_text (rowid, text) VALUES (?, ?)')
    .run(image + 1, 'password •••• unauthorised');
}

function uploadOf(image: number): Upload {
  return sampleUpload({ address: { bucket: '/photos', key: `${image}.png` } });
}
