import { isTrusted, narrowMarks } from './clean-text.ts';
import { findLines } from './find-lines.ts';
import type { Models } from './models.ts';
import { orient, type Line } from './orient.ts';
import type { DecodedImage } from './picture.ts';
import { placeWords } from './place-words.ts';
import { partOf, quadOf, type Quad, type Rectangle } from './quad.ts';
import { inReadingOrder } from './reading-order.ts';
import { recognize, type Reading } from './recognize.ts';
import { spellWord } from './spell-word.ts';
import { splitWords } from './split-words.ts';
import { cutStrip, STRIP_HEIGHT } from './strip.ts';
import { pictureInput, pictureShape } from './network-inputs.ts';
import type { RecognizedCharacter } from './decode-steps.ts';
import { findInk, type Extent } from './ink.ts';

/** A recognised word in pixels of the picture. */
export interface PlacedWord {
  readonly text: string;
  readonly confidence: number;
  readonly quad: Quad;
}

export interface PlacedLine extends PlacedWord {
  readonly words: readonly PlacedWord[];
}

/** Locates the lines, straightens them, turns them upright, recognises them and locates their words. */
export async function readPicture(models: Models, image: DecodedImage): Promise<PlacedLine[]> {
  const lines: (Line & { reading: Reading })[] = [];
  for (const group of groupByDirection(await findStrips(models, image))) {
    for (const line of await orient(models, group)) {
      lines.push({ ...line, reading: line.reading ?? (await recognize(models, line.strip)) });
    }
  }
  return inReadingOrder(lines).flatMap((line) => spell(line) ?? []);
}

async function findStrips(models: Models, { overview, picture }: DecodedImage): Promise<Line[]> {
  const values = await models.detection.run(pictureShape(overview), pictureInput(overview));
  const { width, height, scale } = overview;
  return findLines({ width, height, values }).map((found) => {
    const rectangle = enlarge(found, 1 / scale);
    return { rectangle, strip: cutStrip(picture, rectangle) };
  });
}

function enlarge({ center, width, height, angle }: Rectangle, by: number): Rectangle {
  return {
    center: { x: center.x * by, y: center.y * by },
    width: width * by,
    height: height * by,
    angle,
  };
}

/** Horizontal and vertical lines are oriented separately: on a book cover, the text on the spine differs. */
function groupByDirection(lines: readonly Line[]): Line[][] {
  const isStanding = ({ rectangle }: Line) => rectangle.angle > Math.PI / 4;
  return [lines.filter((line) => !isStanding(line)), lines.filter(isStanding)];
}

function spell({ rectangle, strip, reading }: Line & { reading: Reading }): PlacedLine | undefined {
  const ink = findInk(strip);
  const words = splitWords(reading.characters, ink);
  const spelled = words.map(spellWord);
  const line = spelled.join(' ');
  const text = narrowMarks(line, line);
  if (!isTrusted(text, reading.confidence)) return undefined;
  const extents = placeWords(ink, words);
  const quadAt = ({ left, top, right, bottom }: Extent) =>
    partOf(
      quadOf(rectangle),
      left / strip.width,
      top / STRIP_HEIGHT,
      right / strip.width,
      bottom / STRIP_HEIGHT,
    );
  return {
    text,
    confidence: reading.confidence,
    quad: quadAt(around(extents)),
    words: extents.map((extent, index) => ({
      text: narrowMarks(spelled[index] ?? '', line),
      confidence: meanConfidence(words[index] ?? []),
      quad: quadAt(extent),
    })),
  };
}

function around(extents: readonly Extent[]): Extent {
  return {
    left: Math.min(...extents.map(({ left }) => left)),
    top: Math.min(...extents.map(({ top }) => top)),
    right: Math.max(...extents.map(({ right }) => right)),
    bottom: Math.max(...extents.map(({ bottom }) => bottom)),
  };
}

function meanConfidence(word: readonly RecognizedCharacter[]): number {
  return word.reduce((sum, { confidence }) => sum + confidence, 0) / word.length;
}
