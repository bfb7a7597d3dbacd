import { isTrusted, narrowMarks } from './clean-text.ts';
import { locateLines } from './locate-lines.ts';
import type { Models } from './models.ts';
import { orient } from './orient.ts';
import type { DecodedImage } from './picture.ts';
import { placeWords } from './place-words.ts';
import { partOf, quadOf, type Quad, type Rectangle } from './quad.ts';
import { inReadingOrder } from './reading-order.ts';
import { recognize, type Reading } from './recognize.ts';
import { spellWord } from './spell-word.ts';
import { splitWords } from './split-words.ts';
import { cutStrip, STRIP_HEIGHT, type Strip } from './strip.ts';
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

/** Locates the lines, turns them upright, recognises them and locates their words. */
export async function readPicture(models: Models, image: DecodedImage): Promise<PlacedLine[]> {
  const { picture } = image;
  const lines: { rectangle: Rectangle; placed: PlacedLine }[] = [];
  for (const group of groupByDirection(await locateLines(models, image))) {
    for (const { rectangle, reading: known } of await orient(models, picture, group)) {
      const strip = cutStrip(picture, rectangle);
      const placed = spell(rectangle, strip, known ?? (await recognize(models, strip)));
      if (placed) lines.push({ rectangle, placed });
    }
  }
  return inReadingOrder(lines).map(({ placed }) => placed);
}

/** Horizontal and vertical lines are oriented separately: on a book cover, the text on the spine differs. */
function groupByDirection(lines: readonly Rectangle[]): Rectangle[][] {
  const isStanding = ({ angle }: Rectangle) => angle > Math.PI / 4;
  return [lines.filter((line) => !isStanding(line)), lines.filter(isStanding)];
}

function spell(rectangle: Rectangle, strip: Strip, reading: Reading): PlacedLine | undefined {
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
