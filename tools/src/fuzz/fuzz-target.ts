/** Something that parses what others wrote. */
export interface FuzzTarget {
  readonly name: string;
  /** What a run reads, for people. */
  readonly reads: string;
  /**
   * Takes any bytes. Returns for what is understood and for what is refused as it should be; throws for everything else: a crash, an
   * answer that breaks a promise, something raw where people look.
   */
  readonly run: (input: Buffer) => void | Promise<void>;
}

/** A promise that does not hold. */
export class Violation extends Error {}

export function ensure(holds: boolean, what: string): void {
  if (!holds) throw new Violation(what);
}
