import type { Format } from '../../terminal/format.ts';

export interface AddHoldOptions {
  readonly rule?: string;
  readonly image?: string;
  readonly because: string;
  readonly by?: string;
}

export interface ListHoldsOptions {
  readonly format: Format;
}
