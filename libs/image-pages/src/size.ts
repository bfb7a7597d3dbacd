export interface Size {
  readonly width: number;
  readonly height: number;
}

export function scaled({ width, height }: Size, scale: number): Size {
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** The size itself, or with the same aspect and about this many pixels. */
export function withinPixels(size: Size, maxPixels: number): Size {
  const scale = Math.sqrt(maxPixels / (size.width * size.height));
  return scale < 1 ? scaled(size, scale) : size;
}
