import type { Animation, Patch } from './animation.ts';

const EXTENSION = 0x21;
const GRAPHIC_CONTROL = 0xf9;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const HEADER_LENGTH = 13;
const DESCRIPTOR_LENGTH = 10;

/** The frames of a GIF, not yet decoded: https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
export function framesOfGif(bytes: Uint8Array): Animation {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.readUInt16LE(6), view.readUInt16LE(8)];
  const start = HEADER_LENGTH + tableLength(view[10] ?? 0);
  const patches: Patch[] = [];
  let control: Buffer | undefined;
  for (let at = start; at < view.length && view[at] !== TRAILER;) {
    const isImage = view[at] === IMAGE;
    if (!isImage && view[at] !== EXTENSION) break;
    const end = isImage ? endOfImage(view, at) : endOfBlocks(view, at + 2);
    const block = view.subarray(at, end);
    if (isImage && block.length > DESCRIPTOR_LENGTH) {
      patches.push(patchOf(view.subarray(0, start), control, block));
      control = undefined;
    } else if (view[at + 1] === GRAPHIC_CONTROL) control = block;
    at = end;
  }
  return { format: 'GIF', width, height, patches };
}

function tableLength(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function endOfImage(view: Buffer, at: number): number {
  const table = tableLength(view[at + 9] ?? 0);
  return endOfBlocks(view, at + DESCRIPTOR_LENGTH + table + 1);
}

/** One past the empty block that ends a chain of blocks. */
function endOfBlocks(view: Buffer, start: number): number {
  let at = start;
  while (at < view.length && view[at] !== 0) at += (view[at] ?? 0) + 1;
  return at + 1;
}

/** The frame as a GIF of its own: the same header and colours, with the frame at the top left. */
function patchOf(header: Buffer, control: Buffer | undefined, image: Buffer): Patch {
  const [left = 0, top = 0, width = 0, height = 0] = [1, 3, 5, 7].map((at) =>
    image.readUInt16LE(at),
  );
  const disposal = ((control?.[3] ?? 0) >> 2) & 7;
  return {
    left,
    top,
    width,
    height,
    replaces: false,
    then: disposal === 2 ? 'clear' : disposal === 3 ? 'restore' : 'stays',
    file: () => {
      const file = Buffer.concat([header, control ?? Buffer.alloc(0), image, Buffer.of(TRAILER)]);
      file.writeUInt16LE(width, 6);
      file.writeUInt16LE(height, 8);
      file.fill(
        0,
        header.length + (control?.length ?? 0) + 1,
        header.length + (control?.length ?? 0) + 5,
      );
      return file;
    },
  };
}
