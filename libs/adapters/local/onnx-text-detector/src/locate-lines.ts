import { findLines } from './find-lines.ts';
import type { Models } from './models.ts';
import type { DecodedImage, Overview } from './picture.ts';
import { isInside, type Rectangle } from './quad.ts';
import { mapText } from './text-map.ts';

/** Text that is higher than this in the close-up does not fit well into its tiles. */
const LARGE = 96;
/** Of what the overview shows as one large line: below this, lines of the close-up are smaller text. */
const SMALLER = 0.5;
/** Smaller text that covers this much of a large line shows that it is a paragraph seen from far away. */
const PARAGRAPH = 0.3;

/**
 * Rectangles around the lines of a picture, in its pixels. Where there is a close-up, lines are located in it, and only
 * those too large for its tiles in the overview.
 */
export async function locateLines(
  models: Models,
  { overview, closeUp }: DecodedImage,
): Promise<Rectangle[]> {
  const atAGlance = await linesIn(models, overview);
  if (!closeUp) return atAGlance;
  const close = await linesIn(models, closeUp);
  const large = atAGlance.filter(
    (line) => line.height * closeUp.scale > LARGE && !isParagraph(line, close),
  );
  return [...large, ...close.filter((line) => !large.some((other) => isSameText(line, other)))];
}

async function linesIn(models: Models, overview: Overview): Promise<Rectangle[]> {
  const lines = findLines(await mapText(models, overview));
  return lines.map((line) => enlarge(line, 1 / overview.scale));
}

function enlarge({ center, width, height, angle }: Rectangle, by: number): Rectangle {
  return {
    center: { x: center.x * by, y: center.y * by },
    width: width * by,
    height: height * by,
    angle,
  };
}

function isParagraph(line: Rectangle, close: readonly Rectangle[]): boolean {
  const smaller = close.filter((other) => isInside(other.center, line) && !isSameText(other, line));
  const covered = smaller.reduce((sum, { width, height }) => sum + width * height, 0);
  return covered > PARAGRAPH * line.width * line.height;
}

function isSameText(close: Rectangle, large: Rectangle): boolean {
  return isInside(close.center, large) && close.height >= SMALLER * large.height;
}
