import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { FileImage, findImages } from '@glyphwatch/file-image-source';
import { printableJson } from '@glyphwatch/notification-text';
import { type ChosenDetector, chosenDetectors } from '../../compare/chosen-detectors.ts';
import { type ComparedImage, compare } from '../../compare/comparison.ts';
import { comparisonTable } from '../../compare/comparison-table.ts';
import { type Label, LABELS, readLabels } from '../../compare/labels.ts';
import { readImage } from '../../compare/reading.ts';
import { EXIT } from '../../terminal/exit-codes.ts';
import { abortOnInterrupt } from '../../terminal/interrupt.ts';
import { invalid } from '../../terminal/invalid.ts';
import { type Io, write } from '../../terminal/io.ts';
import { count } from '../../terminal/show.ts';
import { StatusLine } from '../../terminal/status-line.ts';
import type { CompareOptions } from './options.ts';

interface Picture {
  readonly path: string;
  readonly image: FileImage;
  readonly label?: Label;
}

export async function runCompare(
  folder: string,
  { detectors: names, format }: CompareOptions,
  io: Io,
): Promise<number> {
  const detectors = chosenDetectors(names, io.env);
  const status = new StatusLine(io.stderr, Date.now);
  const pictures = await picturesIn(folder, io.cwd, status);
  status.expect(pictures.length);
  sayPrices(detectors, pictures.length, status);
  const stop = abortOnInterrupt(() => status.say('stopping after this image'));
  try {
    const images = await readAll(pictures, detectors, { signal: stop.signal, status });
    status.clear();
    const priced = detectors.map(({ name, abilities }) => ({ name, ...priceOf(abilities) }));
    const comparison = compare(priced, images);
    const text = format === 'json' ? `${printableJson(comparison)}\n` : comparisonTable(comparison);
    await write(io.stdout, text);
    if (stop.signal.aborted) return EXIT.interrupted;
    return comparison.detectors.some(({ unread }) => unread.length > 0) ? EXIT.failed : EXIT.done;
  } finally {
    stop.release();
  }
}

/** What is no picture is said, and so are labels without a picture. */
async function picturesIn(folder: string, cwd: string, status: StatusLine): Promise<Picture[]> {
  const root = resolve(cwd, folder);
  const labels = existsSync(join(root, LABELS)) ? readLabels(root) : [];
  const labelOf = new Map(labels.map((label) => [resolve(root, label.file), label]));
  const pictures: Picture[] = [];
  let passedOver = 0;
  for await (const found of findImages([folder], { from: cwd })) {
    if ('missing' in found) throw invalid(`${folder} cannot be read.`);
    if ('passedOver' in found) {
      if (basename(found.passedOver) !== LABELS) passedOver += 1;
      continue;
    }
    const path = resolve(cwd, found.path);
    const label = labelOf.get(path);
    labelOf.delete(path);
    pictures.push({ path: found.path, image: new FileImage(found), ...(label ? { label } : {}) });
  }
  if (passedOver > 0)
    status.say(`${count(passedOver, 'file')} passed over: links, or no pictures that are read`);
  if (labelOf.size > 0) status.say(`${count(labelOf.size, 'label')} without a picture`);
  if (pictures.length === 0) throw invalid(`${folder} has no pictures.`);
  return pictures;
}

function priceOf({ pricePerThousand }: ChosenDetector['abilities']) {
  return pricePerThousand === undefined ? {} : { pricePerThousand };
}

function sayPrices(detectors: readonly ChosenDetector[], images: number, status: StatusLine): void {
  for (const { name, abilities } of detectors) {
    const { pricePerThousand = 0 } = abilities;
    if (pricePerThousand === 0) continue;
    const price = ((images * pricePerThousand) / 1000).toFixed(2);
    status.say(`${name} reads ${count(images, 'image')} for about $${price} (list price)`);
  }
}

/** One image after the other, so that times can be compared. */
async function readAll(
  pictures: readonly Picture[],
  chosen: readonly ChosenDetector[],
  { signal, status }: { readonly signal: AbortSignal; readonly status: StatusLine },
): Promise<ComparedImage[]> {
  await using opened = new AsyncDisposableStack();
  const detectors = [];
  for (const each of chosen) {
    const detector = await each.open({ parallel: 1 });
    opened.defer(async () => detector[Symbol.asyncDispose]?.());
    detectors.push(detector);
  }
  const images: ComparedImage[] = [];
  for (const { path, image, label } of pictures) {
    if (signal.aborted) break;
    const readings = [];
    for (const detector of detectors) readings.push(await readImage(detector, image));
    images.push({ image: path, readings, ...(label ? { label } : {}) });
    status.advance();
  }
  return images;
}
