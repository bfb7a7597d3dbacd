import { normalAngle, turn, type Rectangle } from './quad.ts';

const QUARTER = Math.PI / 2;
const EIGHTH = Math.PI / 4;
/** Longer than this × its height, a rectangle's own direction is trusted; shorter ones follow the page. */
const TELLING_ASPECT = 2.5;
/** Where no page direction is known, a rectangle this much taller than wide holds turned text. */
const TURNED_ASPECT = 1.5;

/** A dot or a single letter has no direction of its own: its smallest rectangle stands at random. */
export function isTelling({ width, height }: Rectangle): boolean {
  return Math.max(width, height) >= TELLING_ASPECT * Math.min(width, height);
}

/**
 * The direction that most of the text shares, -45°…135°: up to 45° it is level, beyond it climbs or falls. Longer lines
 * weigh more. `undefined` when there is none: a round seal, a street full of signs.
 */
export function pageAngle(rectangles: readonly Rectangle[]): number | undefined {
  let [x, y, total, standing] = [0, 0, 0, 0];
  for (const rectangle of rectangles.filter(isTelling)) {
    const { width, angle } = alongText(rectangle);
    // Four times the angle: directions a quarter turn apart fall on one spot of the circle and agree.
    x += width * Math.cos(4 * angle);
    y += width * Math.sin(4 * angle);
    total += width;
    if (angle > EIGHTH) standing += width;
  }
  if (total === 0 || Math.hypot(x, y) < total / 2) return undefined;
  const slant = Math.atan2(y, x) / 4;
  return standing > total / 2 ? slant + QUARTER : slant;
}

/** Turns a rectangle so that its width runs where its text does, -45°…135°; which end is the start stays open. */
export function alongText(rectangle: Rectangle, page?: number): Rectangle {
  const level = turn(rectangle, -Math.round((rectangle.angle - (page ?? 0)) / QUARTER));
  const least = page === undefined ? TURNED_ASPECT : TELLING_ASPECT;
  const placed = level.height >= least * level.width ? turn(level, 1) : level;
  const angle = normalAngle(placed.angle);
  if (angle > EIGHTH + QUARTER) return { ...placed, angle: angle - Math.PI };
  return angle <= -EIGHTH ? { ...placed, angle: angle + Math.PI } : placed;
}
