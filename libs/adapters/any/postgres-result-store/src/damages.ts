import { bytesIn, type Row } from './connection.ts';

/** Rows are told about once, but not remembered without end. */
const MAX_TOLD = 10_000;

/**
 * Damaged rows. One must not stop everybody: it is told about and then counts as missing, so that lists go on without it, and
 * the next scan of the image replaces it.
 */
export class Damages {
  readonly #say: (problem: string) => void;
  readonly #told = new Set<string>();

  constructor(say: (problem: string) => void) {
    this.#say = say;
  }

  /** `undefined` if the row, which names its image, is damaged. */
  unless<T>(row: Row, read: () => T): T | undefined {
    try {
      return read();
    } catch {
      this.#tell(Buffer.from(bytesIn(row, 'image')).toString());
      return undefined;
    }
  }

  #tell(image: string): void {
    if (this.#told.has(image) || this.#told.size >= MAX_TOLD) return;
    this.#told.add(image);
    this.#say(
      `What is stored about ${JSON.stringify(image)} is damaged and left out. Scan the image again to replace it.`,
    );
  }
}
