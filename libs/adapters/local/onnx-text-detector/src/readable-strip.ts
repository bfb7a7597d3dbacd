import { findInk, startsOfRuns } from './ink.ts';
import type { Picture } from './picture.ts';
import type { Rectangle } from './quad.ts';
import { cutStrip, STEP_WIDTH, type Strip } from './strip.ts';

/**
 * The recognition model loses letters that share a step of its output with their neighbours ("vilage", "kithen"). Lines
 * whose letters are closer than this, in strip pixels from one to the next, are stretched.
 */
const CROWDED = 2.3 * STEP_WIDTH;
const COMFORTABLE = 2.6 * STEP_WIDTH;
const MAX_STRETCH = 1.5;
/** Fewer letters have no usual distance. */
const ENOUGH = 8;

/** The strip of a line, its letters far enough from each other to be recognised. */
export function readableStrip(picture: Picture, rectangle: Rectangle): Strip {
  const strip = cutStrip(picture, rectangle);
  const pitch = usualPitch(startsOfRuns(findInk(strip)));
  if (pitch === undefined || pitch >= CROWDED) return strip;
  return cutStrip(picture, rectangle, Math.min(MAX_STRETCH, COMFORTABLE / pitch));
}

function usualPitch(starts: readonly number[]): number | undefined {
  if (starts.length < ENOUGH) return undefined;
  return ((starts.at(-1) ?? 0) - (starts[0] ?? 0)) / (starts.length - 1);
}
