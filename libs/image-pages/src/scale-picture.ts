import type { OutputInfo, ResizeOptions, Sharp } from 'sharp';
import { freePixels } from './free-pixels.ts';
import type { Size } from './size.ts';

/** libvips scales strips as wide as the picture: a picture of 800,000×60 pixels took 2.3 GB, and turned 0.5. */
const WIDE = 16_384;

/** The picture, which has the size `from`, scaled to `to`: pixels row by row, 8 bits for each part of a colour. */
export async function scalePicture(
  picture: Sharp,
  from: Size,
  to: Size,
  options: Pick<ResizeOptions, 'kernel'> = {},
): Promise<{
  readonly data: Buffer;
  readonly info: Pick<OutputInfo, 'width' | 'height' | 'channels'>;
}> {
  const isTurned = from.width > WIDE && from.width > from.height;
  const size = isTurned ? { width: to.height, height: to.width } : to;
  const scaled = await (isTurned ? picture.rotate(90) : picture)
    .resize({ ...size, fit: 'fill', ...options })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return isTurned ? turnedBack(scaled) : scaled;
}

/** After a quarter turn to the right, the first column from below is the first row. */
function turnedBack({ data, info }: { readonly data: Buffer; readonly info: OutputInfo }) {
  const { width, height, channels } = info;
  const back = Buffer.allocUnsafeSlow(data.length);
  let to = 0;
  for (let x = width - 1; x >= 0; x--) {
    for (let y = 0; y < height; y++) {
      const from = (y * width + x) * channels;
      for (let part = 0; part < channels; part++) back[to++] = data[from + part]!;
    }
  }
  freePixels(data);
  return { data: back, info: { width: height, height: width, channels } };
}
