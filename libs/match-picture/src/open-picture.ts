import { GlyphwatchError } from '@glyphwatch/domain';
import sharp, { type Sharp } from 'sharp';

export interface OpenPicture {
  readonly pixels: Buffer;
  readonly raw: { readonly width: number; readonly height: number; readonly channels: 3 | 4 };
}

/** Decodes a picture as people see it: upright, first frame, on white, 8-bit sRGB. */
export async function openPicture(
  image: Uint8Array,
  shape: (picture: Sharp) => Sharp,
): Promise<OpenPicture> {
  try {
    const upright = sharp(image, { failOn: 'error' }).autoOrient().flatten({ background: '#fff' });
    const { data, info } = await shape(upright)
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const channels = info.channels === 4 ? 4 : 3;
    return { pixels: data, raw: { width: info.width, height: info.height, channels } };
  } catch (cause) {
    throw new GlyphwatchError(
      'image-unsupported',
      'The picture cannot be decoded. Check that the file is complete.',
      { cause },
    );
  }
}
