import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ImageSource } from '@glyphwatch/domain';
import { pictureName } from './picture-name.ts';
import type { Scanned } from '../terminal/scanned.ts';

export type Draw = (image: Uint8Array, scanned: Scanned) => Promise<Uint8Array>;

export class PictureWriter {
  readonly #folder: string;
  readonly #draw: Draw;

  constructor(folder: string, draw: Draw) {
    this.#folder = folder;
    this.#draw = draw;
  }

  async write(image: ImageSource, scanned: Scanned): Promise<void> {
    if (scanned.ruleMatches.length === 0) return;
    const file = join(this.#folder, pictureName(scanned.image));
    const picture = await this.#draw(await image.read(), scanned);
    await mkdir(dirname(file), { recursive: true });
    // Renamed once complete, so that nobody opens half a picture.
    const unfinished = `${file}.${process.pid}.tmp`;
    await writeFile(unfinished, picture);
    await rename(unfinished, file);
  }
}
