import type { Format } from '../../../terminal/format.ts';

export interface CheckOptions {
  readonly format: Format;
  readonly noise?: boolean;
}
