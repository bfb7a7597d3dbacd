import type { Format } from '../../terminal/format.ts';

/** Which deployment is meant. */
export interface StackOptions {
  readonly stack: string;
  readonly region?: string;
  readonly format: Format;
}
