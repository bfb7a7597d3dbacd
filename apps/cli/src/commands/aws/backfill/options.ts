import type { StackOptions } from '../options.ts';

export interface BackfillOptions extends StackOptions {
  readonly prefix?: string;
  readonly bucket?: string;
  readonly after?: string;
  readonly rate?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly again?: boolean;
  readonly notifyEach?: boolean;
}
