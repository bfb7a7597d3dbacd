import { damagedHeader, unsupported } from './unsupported.ts';

/*
 * https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-storage
 *
 *     0 "BM" · 10 offset of the pixels · 14 header: its size, width, height, planes, bits, compression … · masks · colours
 */

export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly isTopDown: boolean;
  readonly bits: number;
  readonly compression: number;
  /** Where the pixels begin. */
  readonly offset: number;
  /** Blue, green and red of each colour, and an unused byte unless `colourBytes` is 3. */
  readonly colours: Buffer;
  readonly colourBytes: 3 | 4;
  /** Which bits of a pixel are red, green, blue and opacity; for 16 and 32 bits. */
  readonly masks: readonly number[];
}

export const NOT_COMPRESSED = 0;
export const RUNS_OF_BYTES = 1;
export const RUNS_OF_NIBBLES = 2;
const BIT_FIELDS = 3;
const ALPHA_BIT_FIELDS = 6;

/** OS/2 1.x: 16-bit sizes and three bytes for a colour. */
const CORE_HEADER = 12;
/** The header before it grew masks. */
const INFO_HEADER = 40;
/** The header that has room for the opacity mask. */
const HEADER_WITH_ALPHA = 56;
const HEADER_AT = 14;
const DEFAULT_MASKS: Readonly<Record<number, readonly number[]>> = {
  16: [0x7c00, 0x03e0, 0x001f, 0],
  32: [0xff0000, 0x00ff00, 0x0000ff, 0],
};

export function readBmpHeader(file: Buffer): BmpHeader {
  try {
    const size = file.readUInt32LE(HEADER_AT);
    const header = size === CORE_HEADER ? coreHeader(file) : infoHeader(file, size);
    return supported(header);
  } catch (cause) {
    if (cause instanceof RangeError) throw damagedHeader('BMP', cause);
    throw cause;
  }
}

function coreHeader(file: Buffer): BmpHeader {
  const bits = file.readUInt16LE(24);
  const start = HEADER_AT + CORE_HEADER;
  return {
    width: file.readUInt16LE(18),
    height: file.readUInt16LE(20),
    isTopDown: false,
    bits,
    compression: NOT_COMPRESSED,
    offset: file.readUInt32LE(10),
    colours: bits > 8 ? Buffer.alloc(0) : file.subarray(start, start + 3 * 2 ** bits),
    colourBytes: 3,
    masks: DEFAULT_MASKS[bits] ?? [],
  };
}

function infoHeader(file: Buffer, size: number): BmpHeader {
  const height = file.readInt32LE(22);
  const bits = file.readUInt16LE(28);
  const compression = file.readUInt32LE(30);
  const hasMasks = compression === BIT_FIELDS || compression === ALPHA_BIT_FIELDS;
  const hasAlphaMask = size >= HEADER_WITH_ALPHA || compression === ALPHA_BIT_FIELDS;
  const masksAt = HEADER_AT + INFO_HEADER;
  const maskAt = (index: number): number => file.readUInt32LE(masksAt + 4 * index);
  const loose = hasMasks && size === INFO_HEADER ? (hasAlphaMask ? 16 : 12) : 0;
  const start = HEADER_AT + size + loose;
  const colours = file.readUInt32LE(46) || 2 ** bits;
  return {
    width: file.readInt32LE(18),
    height: Math.abs(height),
    isTopDown: height < 0,
    bits,
    compression: hasMasks ? NOT_COMPRESSED : compression,
    offset: file.readUInt32LE(10),
    colours: bits > 8 ? Buffer.alloc(0) : file.subarray(start, start + 4 * Math.min(256, colours)),
    colourBytes: 4,
    masks: hasMasks
      ? [maskAt(0), maskAt(1), maskAt(2), hasAlphaMask ? maskAt(3) : 0]
      : (DEFAULT_MASKS[bits] ?? []),
  };
}

function supported(header: BmpHeader): BmpHeader {
  const { width, height, bits, compression } = header;
  if (width < 1 || height < 1) throw damagedHeader('BMP');
  const bitsOf = new Map([
    [NOT_COMPRESSED, [1, 4, 8, 16, 24, 32]],
    [RUNS_OF_BYTES, [8]],
    [RUNS_OF_NIBBLES, [4]],
  ]);
  if (bitsOf.get(compression)?.includes(bits)) return header;
  throw unsupported(
    `The BMP has ${bits} bits per pixel in compression ${compression}, which is not supported. Convert it to PNG.`,
  );
}
