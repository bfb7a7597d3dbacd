import { type MatchRecord, type Notification, type Upload } from '@glyphwatch/domain';
import {
  sampleNotification,
  sampleNotificationRule,
  sampleOutcome,
  sampleRecord,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import { keyOf } from '../key-of.ts';
import { migration, MIGRATIONS } from '../migrations.ts';
import { pack } from '../pack.ts';
import type { TestDatabase } from './open-test-database.ts';

const INSERT = `
  insert into @.results (key, image, revision, status, uploaded_at, updated_at, waiting_since, body, outbox, words, trigrams)
  values ($1, $2, gen_random_uuid(), 'MATCHED', $3, 7, $4, $5, $6, '{}', '{}')`;

const uploadOf = (image: number): Upload =>
  sampleUpload({ address: { bucket: 'b', key: `${image}` } });

/** What waits to be told about an image; `chat` was held by a process that died. */
export function pendingOf(image: number): readonly Notification[] {
  const rules = [sampleNotificationRule({ notificationId: `${image}` })];
  return ['mail', 'chat'].map((channel) =>
    sampleNotification({ id: `${image} ${channel}`, channel, rules }, uploadOf(image)),
  );
}

/** Tables as the first release wrote them, with a result for each image and what was to be told and recorded about it. */
export async function writeFirstTables(
  test: TestDatabase,
  images: number,
  outboxOf: (image: number) => {
    readonly isPending?: boolean;
    readonly unrecorded?: readonly MatchRecord[];
  },
): Promise<void> {
  await test.sql(migration(test.schema, MIGRATIONS.slice(0, 1)));
  for (let image = 0; image < images; image += 1) {
    const { isPending = false, unrecorded = [] } = outboxOf(image);
    const [first, second] = isPending ? pendingOf(image) : [];
    const pending = first && second ? [first, { ...second, heldUntil: 2 }] : [];
    const upload = uploadOf(image);
    const { detection: _, ...outcome } = sampleOutcome();
    const body = { ...upload, ...outcome, imageId: `b/${image}`, notified: [], updatedAt: 7 };
    await test.sql(INSERT, [
      keyOf(`b/${image}`),
      Buffer.from(`b/${image}`),
      upload.uploadedAt,
      pending.length + unrecorded.length > 0 ? 2 : null,
      pack({ ...body, attempts: 1 }),
      pack({ pending, unrecorded }),
    ]);
  }
}

export const RECORD = sampleRecord();
