import type { DetectionMemory, TextDetection } from '@glyphwatch/domain';
import { bytesIn } from './connection.ts';
import type { Database } from './database.ts';
import { keyOf } from './key-of.ts';
import { pack, unpack } from './pack.ts';

const FIND = 'select detection from @.detections where content = $1 and detector = $2';
const KEEP = `
  insert into @.detections (content, detector, detection) values ($1, $2, $3)
  on conflict (content, detector) do update set detection = excluded.detection`;
const FORGET = 'delete from @.detections where content = $1';
const FORGET_OTHERS = 'delete from @.detections where not content = any($1::bytea[])';

/** Remembers, for all processes that share the database, what each engine read in which content. */
export class PostgresDetectionMemory implements DetectionMemory {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(contentHash: string, detector: string): Promise<TextDetection | undefined> {
    const [row] = await this.#database.read(FIND, [keyOf(contentHash), keyOf(detector)]);
    if (!row) return undefined;
    try {
      return unpack(bytesIn(row, 'detection'));
    } catch {
      // Damaged: the content is read again, and what is kept then replaces it.
      return undefined;
    }
  }

  async keep(contentHash: string, detector: string, detection: TextDetection): Promise<void> {
    const values = [keyOf(contentHash), keyOf(detector), pack(detection)];
    await this.#database.write(KEEP, values);
  }

  async forget(contentHash: string): Promise<void> {
    await this.#database.write(FORGET, [keyOf(contentHash)]);
  }

  async forgetOthers(contentHashes: ReadonlySet<string>): Promise<void> {
    await this.#database.write(FORGET_OTHERS, [[...contentHashes].map(keyOf)]);
  }
}
