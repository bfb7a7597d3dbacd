import type { ScanOptions } from '../scan/options.ts';

export interface ServeCommandOptions extends Omit<ScanOptions, 'format'> {
  readonly port?: number;
  readonly open?: boolean;
  readonly printToken?: boolean;
  readonly basePath: string;
  readonly readOnly?: boolean;
  /** Milliseconds between two looks at a folder. */
  readonly poll?: number;
}
