import type { Size } from './size.ts';

/** What a service takes as one picture; each of its kind has to be JPEG or PNG. */
export interface SendLimits {
  /** Its name, at the start of a sentence. */
  readonly service: string;
  readonly maxSentBytes: number;
  readonly maxSentPixels: number;
  /** Of either side. */
  readonly minSide: number;
  readonly maxSide: number;
}

/** A JPEG or PNG that is upright, or that says so. */
export interface SentPage extends Size {
  readonly bytes: Uint8Array;
}
