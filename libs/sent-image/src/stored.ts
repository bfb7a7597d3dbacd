import type { TiffBlock } from './exif.ts';

/** A picture as its file stores it. */
export interface Stored {
  /** Pixels before any turning; 0 if the file does not say. */
  readonly width: number;
  readonly height: number;
  /** Pages, or frames of an animation. */
  readonly frames: number;
  /** Where its orientation may be written. */
  readonly blocks: readonly TiffBlock[];
  /** Makes checksums right after blocks were changed. */
  seal(): void;
}
