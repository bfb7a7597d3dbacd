import { decodeSteps, type SeenCharacter } from './decode-steps.ts';
import { STEP_WIDTH, type Models } from './models.ts';
import type { Strip } from './strip.ts';
import { stripInput, stripShape } from './network-inputs.ts';

/** One strip's text as the model saw it. */
export interface Reading {
  readonly characters: readonly SeenCharacter[];
  /** Mean over the characters, 0 when there are none. */
  readonly confidence: number;
}

/** The model's answers degrade on strips shorter than this. */
const LEAST_INPUT_WIDTH = 96;

/** Lines are read one by one: padding them to a common width costs more than a batch saves. */
export async function recognize(
  { recognition, characters }: Models,
  strip: Strip,
): Promise<Reading> {
  const width = Math.max(
    LEAST_INPUT_WIDTH,
    Math.ceil((strip.width + STEP_WIDTH) / STEP_WIDTH) * STEP_WIDTH,
  );
  const steps = await recognition.run(stripShape(width), stripInput(strip, width));
  const seen = decodeSteps(steps, characters);
  const sum = seen.reduce((total, { confidence }) => total + confidence, 0);
  return {
    characters: seen,
    confidence: seen.length === 0 ? 0 : sum / seen.length,
  };
}
