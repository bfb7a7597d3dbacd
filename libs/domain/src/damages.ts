import type { MatchRecord } from './result.ts';

/** Problems are told about once, but not remembered without end. */
const MAX_TOLD = 10_000;

/**
 * For a store: one damaged row must not stop everybody. It is told about once and then counts as missing, so that lists go on
 * without it, and the next scan of the image replaces it.
 */
export class Damages {
  readonly #say: (problem: string) => void;
  readonly #told = new Set<string>();

  constructor(say: (problem: string) => void = () => undefined) {
    this.#say = say;
  }

  /** `undefined`, and a problem for people, if what `read` reads is damaged. */
  orElse<T>(read: () => T, problem: () => string): T | undefined {
    try {
      return read();
    } catch {
      this.tell(problem());
      return undefined;
    }
  }

  tell(problem: string): void {
    if (this.#told.has(problem) || this.#told.size >= MAX_TOLD) return;
    this.#told.add(problem);
    this.#say(problem);
  }
}

/** What is told of a damaged result: its id and how to repair it, nothing that was read in the image. */
export function damagedResult(imageId: string): string {
  return `What is stored about ${JSON.stringify(imageId)} is damaged and left out. Scan the image again to replace it.`;
}

/** Fails unless it has what every result has: what was edited elsewhere may be JSON all the same. */
export function asResult<T extends object>(value: T, imageId: string): T {
  const fields = value as Readonly<Record<string, unknown>>;
  const lists = ['ruleMatches', 'nearMisses', 'unrecorded', 'notified'];
  const isWhole =
    isNamed(fields['imageId'], imageId) &&
    typeof fields['status'] === 'string' &&
    typeof fields['sequencer'] === 'string' &&
    lists.every((name) => Array.isArray(fields[name]));
  if (!isWhole) throw new TypeError('this is not a result');
  return value;
}

/** The same for a record of the history. */
export function asRecord(value: MatchRecord): MatchRecord {
  const { id, ruleId, matches }: Readonly<Record<string, unknown>> = { ...value };
  const isWhole = typeof id === 'string' && typeof ruleId === 'string' && Array.isArray(matches);
  if (!isWhole) throw new TypeError('this is not a record');
  return value;
}

/** A database may keep no lone surrogates. */
function isNamed(name: unknown, imageId: string): boolean {
  return typeof name === 'string' && name.toWellFormed() === imageId.toWellFormed();
}
