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
    return this.orElse(read, () => {
      const image = Buffer.from(bytesIn(row, 'image')).toString();
      return `What is stored about ${JSON.stringify(image)} is damaged and left out. Scan the image again to replace it.`;
    });
  }

  /** `undefined`, and a problem for people, if what `read` reads is damaged. */
  orElse<T>(read: () => T, problem: () => string): T | undefined {
    try {
      return read();
    } catch {
      this.#tell(problem());
      return undefined;
    }
  }

  #tell(problem: string): void {
    if (this.#told.has(problem) || this.#told.size >= MAX_TOLD) return;
    this.#told.add(problem);
    this.#say(problem);
  }
}
