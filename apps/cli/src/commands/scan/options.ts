import type { Format } from '../../terminal/format.ts';

export interface ScanOptions {
  /** `false` for --no-rules. */
  readonly rules?: string | false;
  readonly format: Format;
  readonly annotate?: string;
  readonly config?: string;
  /** A file or `:memory:`; `false` for --no-store. */
  readonly store?: string | false;
  readonly again?: boolean;
  readonly workers?: number;
  readonly failOnMatch?: boolean;
  readonly baseline?: string;
  readonly report?: string;
  readonly reveal?: boolean;
  readonly followLinks?: boolean;
  /** URL of an S3-compatible store, for targets in buckets. */
  readonly endpoint?: string;
  /** Do not tell people of a large scan in one summary. */
  readonly notifyEach?: boolean;
}
