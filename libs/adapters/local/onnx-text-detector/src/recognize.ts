import { decodeSteps, type SeenCharacter } from './decode-steps.ts';
import { findInk, widestGap } from './ink.ts';
import { STEP_WIDTH, type Models } from './models.ts';
import { stripInput, stripShape } from './network-inputs.ts';
import type { Strip } from './strip.ts';

/** One strip's text as the model saw it. */
export interface Reading {
  readonly characters: readonly SeenCharacter[];
  /** Mean over the characters, 0 when there are none. */
  readonly confidence: number;
}

/** The model's answers degrade on strips shorter than this. */
const MIN_INPUT_WIDTH = 96;
/**
 * The model compares every step with every other, so a strip twice as long takes three times as long. Longer strips
 * are read in parts, cut where a word ends: in the widest gap of the window before this width.
 */
const PART_WIDTH = 720;
const CUT_WINDOW = 240;
/** A gap narrower than this may lie inside a word; then the part grows by another window. */
const MIN_CUT_GAP = 10;

interface Part {
  readonly start: number;
  readonly end: number;
}

/** Lines are read one by one: padding them to a common width costs more than a batch saves. */
export async function recognize(models: Models, strip: Strip): Promise<Reading> {
  const characters: SeenCharacter[] = [];
  for (const part of partsOf(strip)) {
    for (const seen of await readPart(models, strip, part)) characters.push(seen);
  }
  const sum = characters.reduce((total, { confidence }) => total + confidence, 0);
  return { characters, confidence: characters.length === 0 ? 0 : sum / characters.length };
}

async function readPart(
  { recognition, characters }: Models,
  strip: Strip,
  { start, end }: Part,
): Promise<SeenCharacter[]> {
  const width = Math.max(MIN_INPUT_WIDTH, upToStep(end - start + STEP_WIDTH));
  const fill = stripInput(strip, width, start, end);
  const seen = decodeSteps(await recognition.run(stripShape(width), fill), characters);
  const offset = start / STEP_WIDTH;
  return seen.map((character, index) => ({
    ...character,
    start: character.start + offset,
    end: character.end + offset,
    // A cut lies between two words, so the space is certain.
    spaceBefore: index === 0 && start > 0 ? 1 : character.spaceBefore,
  }));
}

/** Parts begin on whole steps, so that the steps of all parts count on. */
function partsOf(strip: Strip): Part[] {
  if (strip.width <= PART_WIDTH) return [{ start: 0, end: strip.width }];
  const ink = findInk(strip);
  const parts: Part[] = [];
  let start = 0;
  for (let end = PART_WIDTH; end < strip.width; end += CUT_WINDOW) {
    const { middle, width } = widestGap(ink, end - CUT_WINDOW, end);
    if (width < MIN_CUT_GAP) continue;
    const cut = Math.round(middle / STEP_WIDTH) * STEP_WIDTH;
    parts.push({ start, end: cut });
    start = cut;
    end = cut + PART_WIDTH - CUT_WINDOW;
  }
  return [...parts, { start, end: strip.width }];
}

function upToStep(width: number): number {
  return Math.ceil(width / STEP_WIDTH) * STEP_WIDTH;
}
