import {
  type BmpHeader,
  readBmpHeader,
  RUNS_OF_BYTES,
  RUNS_OF_NIBBLES,
  NOT_COMPRESSED,
} from './bmp-header.ts';
import { decodeRuns } from './bmp-runs.ts';
import { flattenAlpha } from './flatten-alpha.ts';
import type { OpenedPages, PageLimits } from './opened-pages.ts';
import { openedPages, withinLimit } from './sharp-pages.ts';
import { damaged, tooLarge } from './unsupported.ts';

export function openBmp(bytes: Uint8Array, limits: PageLimits): OpenedPages {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readBmpHeader(file);
  const { width, height } = header;
  if (width * height > limits.maxPixels) throw tooLarge(header, limits.maxPixels);
  return openedPages({
    format: 'BMP',
    count: 1,
    page: async () => {
      const pixels = flattenAlpha(rgbaOf(file, header), width);
      return withinLimit({ width, height, pixels }, limits);
    },
  });
}

function rgbaOf(file: Buffer, header: BmpHeader): Uint8Array {
  const { width, height, isTopDown } = header;
  const { rows, stride, bits } = rowsOf(file, header);
  const rgba = new Uint8Array(width * height * 4);
  const write =
    bits <= 8 ? paletteWriter(header, bits) : bits === 24 ? writeBgr : maskWriter(header);
  for (let y = 0; y < height; y++) {
    const row = isTopDown ? y : height - 1 - y;
    write(
      rows.subarray(row * stride, (row + 1) * stride),
      rgba.subarray(y * width * 4, (y + 1) * width * 4),
    );
  }
  return header.masks[3] && isInvisible(rgba) ? withoutAlpha(rgba) : rgba;
}

/** The pixels as stored, each row padded to `stride` bytes. */
function rowsOf(file: Buffer, header: BmpHeader) {
  const { width, height, bits, compression, offset } = header;
  if (compression === RUNS_OF_BYTES || compression === RUNS_OF_NIBBLES) {
    const isNibbles = compression === RUNS_OF_NIBBLES;
    return { rows: decodeRuns(file.subarray(offset), header, isNibbles), stride: width, bits: 8 };
  }
  const stride = Math.ceil((width * bits) / 32) * 4;
  const rows = file.subarray(offset, offset + stride * height);
  // The last row may lack its padding.
  const least = stride * (height - 1) + Math.ceil((width * bits) / 8);
  if (rows.length < least || compression !== NOT_COMPRESSED)
    throw damaged(new Error('It ends early.'));
  return { rows, stride, bits };
}

type WriteRow = (row: Buffer, rgba: Uint8Array) => void;

function paletteWriter({ colours, colourBytes }: BmpHeader, bits: number): WriteRow {
  const mask = 2 ** bits - 1;
  const perByte = 8 / bits;
  return (row, rgba) => {
    for (let x = 0, to = 0; to < rgba.length; x++, to += 4) {
      const shift = 8 - bits * ((x % perByte) + 1);
      const index = ((row[Math.floor(x / perByte)] ?? 0) >> shift) & mask;
      const from = index * colourBytes;
      rgba[to] = colours[from + 2] ?? 0;
      rgba[to + 1] = colours[from + 1] ?? 0;
      rgba[to + 2] = colours[from] ?? 0;
      rgba[to + 3] = 255;
    }
  };
}

const writeBgr: WriteRow = (row, rgba) => {
  for (let from = 0, to = 0; to < rgba.length; from += 3, to += 4) {
    rgba[to] = row[from + 2] ?? 0;
    rgba[to + 1] = row[from + 1] ?? 0;
    rgba[to + 2] = row[from] ?? 0;
    rgba[to + 3] = 255;
  }
};

function maskWriter({ bits, masks }: BmpHeader): WriteRow {
  const parts = masks.map(partOf);
  const size = bits / 8;
  return (row, rgba) => {
    for (let from = 0, to = 0; to < rgba.length; from += size, to += 4) {
      const pixel = from + size <= row.length ? row.readUIntLE(from, size) : 0;
      for (let part = 0; part < 4; part++) rgba[to + part] = parts[part]?.(pixel) ?? 255;
    }
  };
}

/** What a mask selects of a pixel, scaled to 0…255; a mask that selects nothing stands for opaque. */
function partOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 255;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / most);
}

/** Many programs declare an opacity and leave it at zero. */
function isInvisible(rgba: Uint8Array): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 0) return false;
  return true;
}

function withoutAlpha(rgba: Uint8Array): Uint8Array {
  for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
  return rgba;
}
