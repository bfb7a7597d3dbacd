import type { Models } from './models.ts';
import type { Line } from './orient.ts';
import type { Picture } from './picture.ts';
import { type Rectangle, turn } from './quad.ts';
import { readStrip, type StripReading } from './read-line.ts';

/** A shorter standing rectangle may as well be a letter or a short number that is upright. */
const SHORT_ASPECT = 2;

/** Reads a line; a short one that stands is read upright, too, and the surer reading counts. */
export async function surerWay(
  models: Models,
  picture: Picture,
  { rectangle, known }: Line,
): Promise<StripReading> {
  const asIs = known ?? (await readStrip(models, picture, rectangle));
  if (!mayBeUpright(rectangle)) return asIs;
  const turned = turn(rectangle, rectangle.angle > 0 ? -1 : 1);
  const upright = await readStrip(models, picture, turned);
  return upright.reading.confidence > asIs.reading.confidence ? upright : asIs;
}

function mayBeUpright(line: Rectangle): boolean {
  const isUpOrDown = Math.abs(Math.sin(line.angle)) > Math.SQRT1_2;
  return isUpOrDown && line.width < SHORT_ASPECT * line.height;
}
