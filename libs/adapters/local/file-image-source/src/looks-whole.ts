import { open } from 'node:fs/promises';
import { isGone } from './file-failure.ts';
import { WITHOUT_WAITING } from './file-image.ts';

const HEAD_BYTES = 32;
/** PDF readers look for `%%EOF` in the last kilobyte. */
const TAIL_BYTES = 1024;

interface Ends {
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly size: number;
}

/**
 * Whether a file ends as its format says that it must. True for formats whose end cannot be told, and for files that are not
 * there. JPEGs may go on after their end mark (a phone's moving pictures), so false is a reason to wait, not to refuse.
 */
export async function looksWhole(path: string): Promise<boolean> {
  try {
    await using file = await open(path, WITHOUT_WAITING);
    const { size } = await file.stat();
    const read = async (from: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
      return buffer.subarray(0, bytesRead);
    };
    const tail = await read(Math.max(0, size - TAIL_BYTES), TAIL_BYTES);
    return endsAsItMust({ head: await read(0, HEAD_BYTES), tail, size });
  } catch (error) {
    if (isGone(error)) return true;
    throw error;
  }
}

function endsAsItMust({ head, tail, size }: Ends): boolean {
  const begins = (text: string, at = 0): boolean =>
    head.subarray(at, at + text.length).equals(Buffer.from(text, 'latin1'));
  if (begins('\x89PNG')) return tail.includes('IEND');
  if (begins('\xff\xd8')) return tail.includes(Buffer.of(0xff, 0xd9));
  if (begins('GIF8')) return tail.at(-1) === 0x3b;
  if (begins('RIFF') && begins('WEBP', 8)) return size >= head.readUInt32LE(4) + 8;
  if (begins('BM')) return size >= head.readUInt32LE(2);
  if (begins('%PDF')) return tail.includes('%%EOF');
  // The offset of the first directory, which many programs write last.
  if (begins('II*\0')) return size > head.readUInt32LE(4);
  if (begins('MM\0*')) return size > head.readUInt32BE(4);
  return true;
}
