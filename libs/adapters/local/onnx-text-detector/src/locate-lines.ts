import type { Models } from './models.ts';
import type { DecodedImage, Overview } from './picture.ts';
import { partNeighbours } from './part-neighbours.ts';
import { isInside, type Rectangle } from './quad.ts';
import { linesBothWays } from './turned-look.ts';

/** Lines at least this high in the close-up, in its pixels, are located better in the overview: enlarged, they come apart. */
const LARGE = 48;
/** If no line of a small picture is lower than this, in its pixels, enlarging it shows nothing more. */
const EASY = 24;
/** Lines are located so closely in an enlarged picture that the recognition model sees fewer of the spaces. */
const ROOM = 1.15;
/** Shorter lines are single numbers and short words. */
const WORDS_ASPECT = 2;
/** Of what the overview shows as one large line: below this, lines of the close-up are smaller text. */
const SMALLER = 0.5;
/** Smaller text that covers this much of a large line shows that it is a paragraph seen from far away. */
const PARAGRAPH = 0.3;

/**
 * Rectangles around the lines of a picture, in its pixels. What the close-up shows counts, except for lines that are too
 * large for its tiles; the overview adds what the close-up does not show.
 */
export async function locateLines(models: Models, image: DecodedImage): Promise<Rectangle[]> {
  return partNeighbours(await linesOfBothLooks(models, image));
}

async function linesOfBothLooks(
  models: Models,
  { overview, closeUp }: DecodedImage,
): Promise<Rectangle[]> {
  const atAGlance = await linesIn(models, overview);
  if (!closeUp || (closeUp.scale > 1 && areEasy(atAGlance))) return atAGlance;
  const close = await linesIn(models, closeUp);
  const large = atAGlance.filter(
    (line) => line.height * closeUp.scale >= LARGE && !isParagraph(line, close),
  );
  const lines = [
    ...large,
    ...close.filter((line) => !large.some((other) => isSameText(line, other))),
  ];
  // Either look finds some that the other does not, e.g. lone digits.
  return [...lines, ...atAGlance.filter((line) => !lines.some((other) => overlap(line, other)))];
}

function areEasy(lines: readonly Rectangle[]): boolean {
  return lines.length > 0 && lines.every(({ height }) => height >= EASY);
}

async function linesIn(models: Models, overview: Overview): Promise<Rectangle[]> {
  const lines = await linesBothWays(models, overview);
  return lines.map((line) => enlarge(withRoom(line, overview.scale), 1 / overview.scale));
}

function withRoom(line: Rectangle, scale: number): Rectangle {
  const hasSpaces = scale > 1 && line.width > WORDS_ASPECT * line.height;
  return hasSpaces ? { ...line, height: line.height * ROOM } : line;
}

function enlarge({ center, width, height, angle }: Rectangle, by: number): Rectangle {
  return {
    center: { x: center.x * by, y: center.y * by },
    width: width * by,
    height: height * by,
    angle,
  };
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return isInside(a.center, b) || isInside(b.center, a);
}

function isParagraph(line: Rectangle, close: readonly Rectangle[]): boolean {
  const smaller = close.filter((other) => isInside(other.center, line) && !isSameText(other, line));
  const covered = smaller.reduce((sum, { width, height }) => sum + width * height, 0);
  return covered > PARAGRAPH * line.width * line.height;
}

function isSameText(close: Rectangle, large: Rectangle): boolean {
  return isInside(close.center, large) && close.height >= SMALLER * large.height;
}
