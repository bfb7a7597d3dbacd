import type { Extent } from './ink.ts';
import type { SeenWord } from './line-reader.ts';
import { locateLines } from './locate-lines.ts';
import type { Models } from './models.ts';
import { orient } from './orient.ts';
import { surerWay } from './surer-way.ts';
import type { DecodedImage } from './picture.ts';
import { isRightToLeft } from './other-scripts.ts';
import { isStanding, partOf, quadOf, type Quad, type Rectangle } from './quad.ts';
import { inReadingOrder } from './reading-order.ts';
import { spellLine } from './spell-line.ts';
import { type LineCertainty, seemsUnknown } from './unknown-script.ts';
import { STRIP_HEIGHT, type Strip } from './strip.ts';

/** A recognised word in pixels of the picture. */
export interface PlacedWord {
  readonly text: string;
  readonly confidence: number;
  readonly quad: Quad;
}

export interface PlacedLine extends PlacedWord {
  readonly words: readonly PlacedWord[];
}

export interface PictureText {
  readonly lines: readonly PlacedLine[];
  /** Most of the text seems to be in a script that was not read. */
  readonly isUnknown: boolean;
}

/** Locates the lines, turns them upright, recognises them and locates their words. */
export async function readPicture(models: Models, image: DecodedImage): Promise<PictureText> {
  const { picture } = image;
  const certainties: LineCertainty[] = [];
  const lines: { rectangle: Rectangle; placed: PlacedLine; isRightToLeft: boolean }[] = [];
  for (const group of groupByDirection(await locateLines(models, image))) {
    for (const line of await orient(models, picture, group)) {
      const { rectangle, strip, reading } = await surerWay(models, picture, line);
      certainties.push({
        confidence: reading.seen ? 1 : reading.confidence,
        length: rectangle.width / rectangle.height,
      });
      const words = spellLine(strip, reading, models.readers);
      if (words.length === 0) continue;
      lines.push({
        rectangle,
        placed: placed(rectangle, strip, words, reading.confidence),
        isRightToLeft: words.some(({ text }) => isRightToLeft(text)),
      });
    }
  }
  return {
    lines: inReadingOrder(lines).map((line) => line.placed),
    isUnknown: seemsUnknown(certainties),
  };
}

/** Horizontal and vertical lines are oriented separately: on a book cover, the text on the spine differs. */
function groupByDirection(lines: readonly Rectangle[]): Rectangle[][] {
  return [lines.filter((line) => !isStanding(line)), lines.filter(isStanding)];
}

function placed(
  rectangle: Rectangle,
  strip: Strip,
  words: readonly SeenWord[],
  confidence: number,
): PlacedLine {
  const quadAt = ({ left, top, right, bottom }: Extent) =>
    partOf(
      quadOf(rectangle),
      left / strip.width,
      top / STRIP_HEIGHT,
      right / strip.width,
      bottom / STRIP_HEIGHT,
    );
  return {
    text: words.map(({ text }) => text).join(' '),
    confidence,
    quad: quadAt(around(words.map(({ extent }) => extent))),
    words: words.map((word) => ({
      text: word.text,
      confidence: word.confidence,
      quad: quadAt(word.extent),
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
