/** A picture for specs: RGB, three bytes per pixel. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** One colour, with the top left quarter white, so that a turned or mirrored picture differs. */
export function plainPicture(
  [red, green, blue]: readonly [number, number, number],
  { width, height }: { readonly width: number; readonly height: number } = {
    width: 48,
    height: 32,
  },
): Drawn {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isWhite = x < width / 2 && y < height / 2;
      rgb.set(isWhite ? [255, 255, 255] : [red, green, blue], (y * width + x) * 3);
    }
  }
  return { width, height, rgb };
}
