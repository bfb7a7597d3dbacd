import type { ScanOptions } from '../scan/options.ts';

export interface WatchOptions extends ScanOptions {
  /** Milliseconds between two looks at the folder. */
  readonly poll?: number;
}
