import type { Tile } from './tiles.ts';

/** An upright RGB picture, three bytes per pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** A copy in which text is located: `scale` × the size of the picture. */
export interface Overview extends Picture {
  readonly scale: number;
  /** What the detection model sees at once. */
  readonly tiles: readonly Tile[];
}

export interface DecodedImage {
  /** Size of the upright image before scaling. */
  readonly width: number;
  readonly height: number;
  /** For locating text: the whole at a glance. */
  readonly overview: Overview;
  /** For locating small text in a large picture; absent when the overview shows it. */
  readonly closeUp?: Overview;
  /** Font size, in pixels of the image, below which text is not looked for; absent when all that people can read is. */
  readonly unseenBelow?: number;
  /** For recognising text: as large as the image, or as `maxReadPixels` allows. */
  readonly picture: Picture;
}

/** All pixels that an image holds. */
export function picturesOf({ picture, overview, closeUp }: DecodedImage): readonly Picture[] {
  return closeUp ? [picture, overview, closeUp] : [picture, overview];
}
