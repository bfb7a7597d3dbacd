import type { PageOptions } from '../../serve/open-page.ts';
import type { ScanOptions } from '../scan/options.ts';

export interface ServeCommandOptions extends Omit<ScanOptions, 'format'>, PageOptions {
  /** Milliseconds between two looks at a folder. */
  readonly poll?: number;
}
