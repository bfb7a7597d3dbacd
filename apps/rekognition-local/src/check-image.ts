import sharp, { type Metadata } from 'sharp';
import { ServiceError } from './service-error.ts';

/* https://docs.aws.amazon.com/rekognition/latest/dg/limits.html */
export const MAX_S3_BYTES = 15 * 1024 * 1024;
export const MAX_INLINE_BYTES = 5 * 1024 * 1024;
const MIN_SIDE = 80;
const FORMATS = ['jpeg', 'png'];

/**
 * Refuses what Rekognition refuses, by content, not by name. The EXIF orientation of a JPEG is applied, that of a PNG
 * ignored. https://docs.aws.amazon.com/rekognition/latest/dg/images-orientation.html
 */
export async function checkImage(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  if (bytes.length > maxBytes) throw new ServiceError('ImageTooLargeException');
  const { format, width, height, orientation = 1 } = await readHeader(bytes);
  if (!FORMATS.includes(format)) throw new ServiceError('InvalidImageFormatException');
  if (Math.min(width, height) < MIN_SIDE) {
    throw new ServiceError(
      'InvalidParameterException',
      `the image has ${width}×${height} pixels; each side needs at least ${MIN_SIDE}`,
    );
  }
  return format === 'png' && orientation > 1 ? sharp(bytes).png().toBuffer() : bytes;
}

async function readHeader(bytes: Buffer): Promise<Metadata> {
  try {
    // The detector refuses too many pixels before it decodes.
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw new ServiceError('InvalidImageFormatException', undefined, { cause });
  }
}
