/** An upright RGB picture, three bytes per pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** A copy in which text is located: `scale` × the size of the picture, padded on the right and below by repeating its edge. */
export interface Overview extends Picture {
  readonly scale: number;
}

export interface DecodedImage {
  /** Size of the upright image before scaling. */
  readonly width: number;
  readonly height: number;
  /** For locating text. */
  readonly overview: Overview;
  /** For recognising it: as large as the image, or as `readSide` allows. */
  readonly picture: Picture;
}
