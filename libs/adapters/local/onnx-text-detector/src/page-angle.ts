import { normalAngle, turn, type Rectangle } from './quad.ts';

const QUARTER = Math.PI / 2;
const EIGHTH = Math.PI / 4;
/** A rectangle longer than this × its height has a reliable direction of its own; shorter ones follow the page. */
const TELLING_ASPECT = 2.5;
/** More of the text has to stand, so that single letters stand, too. */
const MOSTLY = 0.85;
/** If the page has no direction, a rectangle this much taller than wide contains vertical text, and is no letter. */
const TURNED_ASPECT = 3.2;

/** The minimum-area rectangle of a dot or a single letter has a random direction. */
export function isTelling({ width, height }: Rectangle): boolean {
  return Math.max(width, height) >= TELLING_ASPECT * Math.min(width, height);
}

/**
 * The direction of most of the text, -45°…135°: horizontal up to 45°, otherwise vertical. Longer lines weigh more.
 * `undefined` if there is no dominant one, as with a round seal or a street full of signs.
 */
export function pageAngle(rectangles: readonly Rectangle[]): number | undefined {
  let [x, y, total, standing] = [0, 0, 0, 0];
  for (const rectangle of rectangles.filter(isTelling)) {
    const { width, angle } = alongText(rectangle);
    // Quadrupling the angle maps directions a quarter turn apart to the same one.
    x += width * Math.cos(4 * angle);
    y += width * Math.sin(4 * angle);
    total += width;
    if (angle > EIGHTH) standing += width;
  }
  if (total === 0 || Math.hypot(x, y) < total / 2) return undefined;
  const slant = Math.atan2(y, x) / 4;
  return standing > MOSTLY * total ? slant + QUARTER : slant;
}

/** Turns a rectangle so that its width is along its text, -45°…135°; which end is the start is not decided here. */
export function alongText(rectangle: Rectangle, page?: number): Rectangle {
  const level = turn(rectangle, -Math.round((rectangle.angle - (page ?? 0)) / QUARTER));
  const least = page === undefined ? TURNED_ASPECT : TELLING_ASPECT;
  const placed = level.height >= least * level.width ? turn(level, 1) : level;
  const angle = normalAngle(placed.angle);
  if (angle > EIGHTH + QUARTER) return { ...placed, angle: angle - Math.PI };
  return angle <= -EIGHTH ? { ...placed, angle: angle + Math.PI } : placed;
}
