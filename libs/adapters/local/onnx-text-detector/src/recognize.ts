import { decodeSteps, type RecognizedCharacter } from './decode-steps.ts';
import { findInk, widestGap } from './ink.ts';
import type { Models } from './models.ts';
import { stripInput, stripShape } from './network-inputs.ts';
import { STEP_WIDTH, type Strip } from './strip.ts';

/** The recognised text of one strip. */
export interface Reading {
  readonly characters: readonly RecognizedCharacter[];
  /** Mean over the characters, 0 if there are none. */
  readonly confidence: number;
}

/** Accuracy degrades on strips narrower than this. */
const MIN_INPUT_WIDTH = 96;
/**
 * The model compares every step with every other, so a strip twice as wide takes three times as long. Wider strips are
 * recognised in parts, split between words: at the widest gap in the window before this width.
 */
const PART_WIDTH = 720;
const CUT_WINDOW = 240;
/** A narrower gap may be within a word; then the part is extended by another window. */
const MIN_CUT_GAP = 10;

interface Part {
  readonly start: number;
  readonly end: number;
}

/** Not batched: padding lines to a common width costs more than a batch saves. */
export async function recognize(models: Models, strip: Strip): Promise<Reading> {
  const characters: RecognizedCharacter[] = [];
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
): Promise<RecognizedCharacter[]> {
  const width = Math.max(MIN_INPUT_WIDTH, upToStep(end - start + STEP_WIDTH));
  const fill = stripInput(strip, width, start, end);
  const seen = decodeSteps(await recognition.run(stripShape(width), fill), characters);
  const offset = start / STEP_WIDTH;
  return seen.map((character, index) => ({
    ...character,
    start: character.start + offset,
    end: character.end + offset,
    // Parts are split between words, so the space is certain.
    spaceBefore: index === 0 && start > 0 ? 1 : character.spaceBefore,
  }));
}

/** Parts begin at whole steps, so that steps can be counted across parts. */
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
