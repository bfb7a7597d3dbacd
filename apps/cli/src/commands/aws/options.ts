import type { Format } from '../../terminal/format.ts';

export interface StackOptions {
  readonly stack: string;
  readonly region?: string;
  readonly format: Format;
}
