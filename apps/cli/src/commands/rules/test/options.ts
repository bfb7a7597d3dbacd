import type { Format } from '../../../terminal/format.ts';

export interface TestOptions {
  readonly text?: string;
  readonly detection?: string;
  readonly image?: string;
  readonly stored?: string;
  readonly key?: string;
  readonly bucket?: string;
  readonly format: Format;
  readonly config?: string;
  readonly store?: string;
  readonly reveal?: boolean;
}
