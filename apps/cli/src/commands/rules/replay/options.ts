import type { Format } from '../../../terminal/format.ts';

export interface ReplayOptions {
  readonly rules?: string;
  readonly since?: number;
  readonly until?: number;
  readonly apply?: boolean;
  readonly notify?: boolean;
  readonly format: Format;
  readonly config?: string;
  readonly store?: string;
}
