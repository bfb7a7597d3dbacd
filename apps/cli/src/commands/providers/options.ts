import type { Format } from '../../terminal/format.ts';

export interface ProvidersOptions {
  readonly format: Format;
}
