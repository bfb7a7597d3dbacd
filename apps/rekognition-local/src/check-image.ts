import sharp, { type Metadata } from 'sharp';
import { ServiceError } from './service-error.ts';

/* https://docs.aws.amazon.com/rekognition/latest/dg/limits.html */
export const MOST_S3_BYTES = 15 * 1024 * 1024;
export const MOST_INLINE_BYTES = 5 * 1024 * 1024;
const LEAST_SIDE = 80;
const FORMATS = ['jpeg', 'png'];

/**
 * Refuses what Rekognition refuses, by content: the name does not count. The orientation that a JPEG notes is applied,
 * that of a PNG is not. https://docs.aws.amazon.com/rekognition/latest/dg/images-orientation.html
 */
export async function checkImage(bytes: Buffer, mostBytes: number): Promise<Buffer> {
  if (bytes.length > mostBytes) throw new ServiceError('ImageTooLargeException');
  const { format, width, height, orientation = 1 } = await readHeader(bytes);
  if (!FORMATS.includes(format)) throw new ServiceError('InvalidImageFormatException');
  if (Math.min(width, height) < LEAST_SIDE) {
    throw new ServiceError(
      'InvalidParameterException',
      `the image has ${width}×${height} pixels, at least ${LEAST_SIDE} are needed on each side`,
    );
  }
  return format === 'png' && orientation > 1 ? sharp(bytes).png().toBuffer() : bytes;
}

async function readHeader(bytes: Buffer): Promise<Metadata> {
  try {
    // Too many pixels are refused by the detector, before it decodes.
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw new ServiceError('InvalidImageFormatException', undefined, { cause });
  }
}
