import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ImageSource } from '@glyphwatch/domain';
import { pictureName } from './picture-name.ts';
import type { Scanned } from '../terminal/scanned.ts';
import { writeWhole } from '../terminal/write-whole.ts';

/** Like the store's. */
const OWNER_ONLY_FOLDER = 0o700;

export type Draw = (image: Uint8Array, scanned: Scanned) => AsyncIterable<DrawnPage>;

interface DrawnPage {
  /** Absent for a file of one page. */
  readonly page?: number;
  readonly png: Uint8Array;
}

export class PictureWriter {
  readonly #folder: string;
  readonly #draw: Draw;

  constructor(folder: string, draw: Draw) {
    this.#folder = folder;
    this.#draw = draw;
  }

  async write(image: ImageSource, scanned: Scanned): Promise<void> {
    if (scanned.ruleMatches.length === 0) return;
    for await (const { page, png } of this.#draw(await image.read(), scanned)) {
      await this.#save(join(this.#folder, pictureName(scanned.image, page)), png);
    }
  }

  async #save(file: string, picture: Uint8Array): Promise<void> {
    await mkdir(dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
    await writeWhole(file, (unfinished) => writeFile(unfinished, picture));
  }
}
