import type { LineReader, SeenLine } from './line-reader.ts';
import type { Models } from './models.ts';
import { isBetter, isIn } from './other-scripts.ts';
import type { Picture } from './picture.ts';
import type { Rectangle } from './quad.ts';
import { readableStrip } from './readable-strip.ts';
import { recognize, type Reading } from './recognize.ts';
import type { Strip } from './strip.ts';

/** What reads best on a strip. */
export interface LineReading extends Reading {
  /** Words in another script, which then count instead of the characters. */
  readonly seen?: SeenLine;
  /** What was read in the languages with accents, if they were asked already. */
  readonly latin?: readonly SeenLine[];
}

/** A line as it was cut out and read. */
export interface StripReading {
  readonly rectangle: Rectangle;
  readonly strip: Strip;
  readonly reading: LineReading;
}

/** PaddleOCR's models are this sure only of a script that they know. */
const SURE = 0.98;

export async function readStrip(
  models: Models,
  picture: Picture,
  rectangle: Rectangle,
): Promise<StripReading> {
  const strip = readableStrip(picture, rectangle);
  return { rectangle, strip, reading: await readLine(models, strip) };
}

/** Reads a strip with PaddleOCR's models and, where it may show another script, in the languages that have one. */
async function readLine(models: Models, strip: Strip): Promise<LineReading> {
  const reading = await recognize(models, strip);
  const others = models.readers.filter(({ language }) => language.script !== 'Latin');
  if (others.length === 0 || (reading.confidence >= SURE && !hasIdeographs(reading))) {
    return reading;
  }
  const latin = readLatin(models.readers, strip);
  const [seen] = others
    .flatMap(({ language, read }) => {
      const line = read(strip);
      return isIn(language.script, line) ? [line] : [];
    })
    .toSorted((a, b) => b.confidence - a.confidence);
  const isOther =
    seen &&
    isBetter(seen, reading.confidence) &&
    latin.every((line) => line.confidence <= seen.confidence);
  return isOther ? { ...reading, confidence: seen.confidence, seen } : { ...reading, latin };
}

/** What each language with accents reads. */
export function readLatin(readers: readonly LineReader[], strip: Strip): SeenLine[] {
  return readers
    .filter(({ language }) => language.script === 'Latin')
    .map(({ read }) => read(strip));
}

function hasIdeographs({ characters }: Reading): boolean {
  return characters.some(({ character }) => /\p{Script=Han}/u.test(character));
}
