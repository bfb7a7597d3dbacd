import type { Models } from './models.ts';
import type { Line } from './orient.ts';
import type { Picture } from './picture.ts';
import { type Rectangle, turn } from './quad.ts';
import { type LineReading, readLine } from './read-line.ts';
import { readableStrip } from './readable-strip.ts';
import type { Strip } from './strip.ts';

/** A shorter standing rectangle may as well be a letter or a short number that is upright. */
const SHORT_ASPECT = 2;

interface StripReading {
  readonly rectangle: Rectangle;
  readonly strip: Strip;
  readonly reading: LineReading;
}

/** Reads a line; a short one that stands is read upright, too, and the surer reading counts. */
export async function surerWay(
  models: Models,
  picture: Picture,
  { rectangle, reading }: Line,
): Promise<StripReading> {
  const read = async (line: Rectangle, known?: LineReading): Promise<StripReading> => {
    const strip = readableStrip(picture, line);
    return { rectangle: line, strip, reading: known ?? (await readLine(models, strip)) };
  };
  const asIs = await read(rectangle, reading);
  if (!mayBeUpright(rectangle)) return asIs;
  const upright = await read(turn(rectangle, rectangle.angle > 0 ? -1 : 1));
  return upright.reading.confidence > asIs.reading.confidence ? upright : asIs;
}

function mayBeUpright(line: Rectangle): boolean {
  const isUpOrDown = Math.abs(Math.sin(line.angle)) > Math.SQRT1_2;
  return isUpOrDown && line.width < SHORT_ASPECT * line.height;
}
