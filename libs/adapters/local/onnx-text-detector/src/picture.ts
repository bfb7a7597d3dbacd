/** An upright picture: three bytes a pixel (red, green, blue), row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** A picture made small for finding text: `scale` × the size of the one for reading, its edges drawn out on the right and below. */
export interface Overview extends Picture {
  readonly scale: number;
}

/** What is decoded of an image. */
export interface DecodedImage {
  /** The upright image's own size. */
  readonly width: number;
  readonly height: number;
  /** For finding text: small. */
  readonly overview: Overview;
  /** For reading it: as large as the image, or as `readSide` allows. */
  readonly picture: Picture;
}
