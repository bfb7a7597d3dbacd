import type { DetectionMemory, TextDetection } from '@glyphwatch/domain';
import type { Database } from './database.ts';
import { packDetection, unpackDetection } from './pack-detection.ts';

const FIND = 'SELECT detection FROM detections WHERE content_hash = ? AND detector = ?';
const KEEP =
  'INSERT OR REPLACE INTO detections (content_hash, detector, detection) VALUES (?, ?, ?)';

const FORGET = 'DELETE FROM detections WHERE content_hash = ?';
const FORGET_OTHERS =
  'DELETE FROM detections WHERE content_hash NOT IN (SELECT value FROM json_each(?))';

/** Caches detections by content hash, in the same file as the results. */
export class SqliteDetectionMemory implements DetectionMemory {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(contentHash: string, detector: string): Promise<TextDetection | undefined> {
    return this.#database.read((prepare) => {
      const packed = prepare(FIND).get(contentHash, detector)?.['detection'];
      return packed instanceof Uint8Array ? unlessDamaged(packed) : undefined;
    });
  }

  async keep(contentHash: string, detector: string, detection: TextDetection): Promise<void> {
    const packed = packDetection(detection);
    this.#database.write((prepare) => prepare(KEEP).run(contentHash, detector, packed));
  }

  async forget(contentHash: string): Promise<void> {
    this.#database.write((prepare) => prepare(FORGET).run(contentHash));
  }

  async forgetOthers(contentHashes: ReadonlySet<string>): Promise<void> {
    const known = JSON.stringify([...contentHashes]);
    this.#database.write((prepare) => {
      if (prepare(FORGET_OTHERS).run(known).changes > 0) this.#database.leaveNothing();
    });
  }
}

/** What is damaged is read again, and replaced. */
function unlessDamaged(packed: Uint8Array): TextDetection | undefined {
  try {
    return unpackDetection(packed);
  } catch {
    return undefined;
  }
}
