import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { openPages } from '@glyphwatch/image-pages';
import { decodeImage } from '../decode-image.ts';
import { DEFAULT_OPTIONS } from '../detector-options.ts';
import { packagedFiles } from '../model-files.ts';
import { rewriteModel } from '../model-graph/graph.ts';
import type { SeenInputs } from '../model-graph/quantize.ts';
import { simplify } from '../model-graph/simplify.ts';
import { openNetworks, SIMPLIFIED } from '../models.ts';
import { readPicture } from '../read-picture.ts';
import { ObservedRecognition } from './observed-recognition.ts';

export interface Calibration {
  /** SHA-256 of the model for which it is. */
  readonly model: string;
  readonly seen: SeenInputs;
}

/** Reads pictures with the packaged models in float, and notes what is seen inside the recognition. */
export async function calibrateRecognition(pictures: Iterable<Uint8Array>): Promise<Calibration> {
  const files = await packagedFiles();
  const file = await readFile(files.recognition);
  const recognition = new ObservedRecognition(rewriteModel(file, simplify));
  const networks = await openNetworks(files, { threads: 1 }, SIMPLIFIED);
  for (const bytes of pictures) {
    await using opened = await openPages(bytes, DEFAULT_OPTIONS);
    const image = await decodeImage(await opened.page(1), opened.format, DEFAULT_OPTIONS);
    await readPicture({ ...networks, recognition, readers: [] }, image);
  }
  return { model: createHash('sha256').update(file).digest('hex'), seen: recognition.seen() };
}
