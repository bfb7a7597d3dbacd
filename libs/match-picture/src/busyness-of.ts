import type { OpenPicture } from './open-picture.ts';
import type { Rectangle } from './quad.ts';

/** Every second pixel is enough. */
const STEP = 2;
/** Smaller differences between neighbours are noise or shading. */
const QUIET = 24;

/** How much of an area is edges, 0…1: little for a wall, much for text. */
export function busynessOf({ pixels, raw }: OpenPicture, place: Rectangle): number {
  const right = Math.min(raw.width - STEP, place.left + place.width);
  const bottom = Math.min(raw.height - STEP, place.top + place.height);
  let edges = 0;
  let seen = 0;
  for (let y = place.top; y < bottom; y += STEP) {
    for (let x = place.left; x < right; x += STEP) {
      const here = pixels[(y * raw.width + x) * raw.channels + 1] ?? 0;
      const beside = pixels[(y * raw.width + x + STEP) * raw.channels + 1] ?? 0;
      const below = pixels[((y + STEP) * raw.width + x) * raw.channels + 1] ?? 0;
      seen += 1;
      if (Math.max(Math.abs(here - beside), Math.abs(here - below)) > QUIET) edges += 1;
    }
  }
  return seen === 0 ? 0 : edges / seen;
}
