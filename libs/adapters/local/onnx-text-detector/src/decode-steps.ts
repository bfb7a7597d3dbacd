/** A character with the strip steps where the model sees it. */
export interface SeenCharacter {
  readonly character: string;
  readonly confidence: number;
  /** First and last step of its peak. */
  readonly start: number;
  readonly end: number;
  /** How strongly the model sees a space before it, 0…1. */
  readonly spaceBefore: number;
  /** What else it might be, likeliest first. */
  readonly doubts: readonly Doubt[];
}

export interface Doubt {
  readonly character: string;
  readonly confidence: number;
}

/** A likelihood worth a second thought. */
const MIN_DOUBT = 0.05;

const BLANK = 0;

/**
 * Reads the recognition model's answer: for each step along the strip, how likely each character is (CTC). Repeats of
 * a class in neighbouring steps are one character; the blank separates.
 */
export function decodeSteps(data: Float32Array, characters: readonly string[]): SeenCharacter[] {
  const classes = characters.length;
  const spaceClass = characters.length - 1;
  const seen: SeenCharacter[] = [];
  let previous = BLANK;
  let space = 0;
  for (let step = 0; step < data.length / classes; step += 1) {
    const row = data.subarray(step * classes, (step + 1) * classes);
    const best = likeliest(row);
    space = Math.max(space, row[spaceClass] ?? 0);
    const isCharacter = best !== BLANK && best !== spaceClass;
    const last = seen.at(-1);
    if (isCharacter) {
      const now = see(row, best, step, characters);
      if (best === previous && last) seen[seen.length - 1] = merge(last, now);
      else seen.push({ ...now, spaceBefore: space });
      space = 0;
    }
    previous = best;
  }
  return seen;
}

function see(
  row: Float32Array,
  best: number,
  step: number,
  characters: readonly string[],
): SeenCharacter {
  const confidence = row[best] ?? 0;
  return {
    character: characters[best] ?? '',
    confidence,
    start: step,
    end: step,
    spaceBefore: 0,
    doubts: confidence > 1 - MIN_DOUBT ? [] : doubtsOf(row, best, characters),
  };
}

function doubtsOf(row: Float32Array, best: number, characters: readonly string[]): Doubt[] {
  const doubts: Doubt[] = [];
  row.forEach((confidence, index) => {
    const character = characters[index];
    if (confidence >= MIN_DOUBT && index !== best && character?.trim())
      doubts.push({ character, confidence });
  });
  return doubts.sort((a, b) => b.confidence - a.confidence);
}

/** One character over several steps: sure where the surest step is, and in doubt where any step is. */
function merge(before: SeenCharacter, now: SeenCharacter): SeenCharacter {
  const surer = now.confidence > before.confidence ? now : before;
  const doubts = [...before.doubts, ...now.doubts].sort((a, b) => b.confidence - a.confidence);
  return { ...before, end: now.end, confidence: surer.confidence, doubts };
}

/** The rows are probabilities: once one exceeds a half nothing else can, which spares most of 6,625 comparisons. */
function likeliest(row: Float32Array): number {
  let best = 0;
  let most = row[0] ?? 0;
  for (let i = 1; i < row.length && most <= 0.5; i += 1) {
    const value = row[i] ?? 0;
    if (value > most) {
      most = value;
      best = i;
    }
  }
  return best;
}
