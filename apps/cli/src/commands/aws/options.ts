import type { Format } from '../../terminal/format.ts';

/** Where a command looks. */
export interface StackPlace {
  readonly stack: string;
  readonly region?: string;
}

export interface StackOptions extends StackPlace {
  readonly format: Format;
}
