/** A character and the strip steps where the model recognised it. */
export interface RecognizedCharacter {
  readonly character: string;
  readonly confidence: number;
  /** First and last step of its peak. */
  readonly start: number;
  readonly end: number;
  /** Probability of a space before it, 0…1. */
  readonly spaceBefore: number;
  /** Other characters it might be, likeliest first. */
  readonly alternatives: readonly Alternative[];
}

export interface Alternative {
  readonly character: string;
  readonly confidence: number;
}

/** Less probable alternatives are ignored. */
const MIN_ALTERNATIVE = 0.05;

const BLANK = 0;

/**
 * Greedy CTC decoding of the recognition model's output, which has the probability of each character at each step along the
 * strip. Repeats of a class in adjacent steps are one character; the blank separates.
 */
export function decodeSteps(
  data: Float32Array,
  characters: readonly string[],
): RecognizedCharacter[] {
  const classes = characters.length;
  const spaceClass = characters.length - 1;
  const seen: RecognizedCharacter[] = [];
  let previous = BLANK;
  let space = 0;
  for (let step = 0; step < data.length / classes; step += 1) {
    const row = step * classes;
    const best = likeliest(data, row, classes);
    space = Math.max(space, data[row + spaceClass] ?? 0);
    const isCharacter = best !== BLANK && best !== spaceClass;
    const last = seen.at(-1);
    if (isCharacter) {
      const now = { ...see(data, row, best, characters), start: step, end: step };
      if (best === previous && last) seen[seen.length - 1] = merge(last, now);
      else seen.push({ ...now, spaceBefore: space });
      space = 0;
    }
    previous = best;
  }
  return seen;
}

function see(
  data: Float32Array,
  row: number,
  best: number,
  characters: readonly string[],
): Omit<RecognizedCharacter, 'start' | 'end'> {
  const confidence = data[row + best] ?? 0;
  return {
    character: characters[best] ?? '',
    confidence,
    spaceBefore: 0,
    alternatives: confidence > 1 - MIN_ALTERNATIVE ? [] : doubtsOf(data, row, best, characters),
  };
}

function doubtsOf(
  data: Float32Array,
  row: number,
  best: number,
  characters: readonly string[],
): Alternative[] {
  const alternatives: Alternative[] = [];
  for (let index = 0; index < characters.length; index += 1) {
    const confidence = data[row + index]!;
    if (confidence < MIN_ALTERNATIVE || index === best) continue;
    const character = characters[index];
    if (character?.trim()) alternatives.push({ character, confidence });
  }
  return alternatives.sort((a, b) => b.confidence - a.confidence);
}

/** Merges adjacent steps of one character: the highest confidence, and the alternatives of all steps. */
function merge(before: RecognizedCharacter, now: RecognizedCharacter): RecognizedCharacter {
  const surer = now.confidence > before.confidence ? now : before;
  const alternatives = [...before.alternatives, ...now.alternatives].sort(
    (a, b) => b.confidence - a.confidence,
  );
  return { ...before, end: now.end, confidence: surer.confidence, alternatives };
}

/** Stops at a probability above one half, which nothing can exceed: saves most of 6,625 comparisons. */
function likeliest(data: Float32Array, row: number, classes: number): number {
  let best = 0;
  let most = data[row] ?? 0;
  for (let i = 1; i < classes && most <= 0.5; i += 1) {
    const value = data[row + i]!;
    if (value > most) {
      most = value;
      best = i;
    }
  }
  return best;
}
