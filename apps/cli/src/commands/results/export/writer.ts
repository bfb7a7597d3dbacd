import type { Result, ResultWithoutText } from '@glyphwatch/domain';

/** How an image is called in an export. */
export interface Naming {
  readonly nameOf: (result: ResultWithoutText) => string;
  readonly uriOf: (name: string) => string;
}

/** A format: each method returns the next piece of text. */
export interface Writer {
  begin(): string;
  result(result: Result): string;
  end(): string;
}
