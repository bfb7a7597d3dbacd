import type { Box, TextDetection } from '@glyphwatch/domain';
import { overlap, type RenderedPage } from '@glyphwatch/onnx-text-detector/testing';

export interface Judgement {
  /** Number of words on the page. */
  readonly words: number;
  /** Number of words read without a mistake. */
  readonly read: number;
  /** Intersection over union of each word's ink with the best detected box, regardless of its text; 0 if there is none. */
  readonly overlaps: readonly number[];
}

/** Assigns each detected word to the rendered word that it overlaps most. */
export function judgeWordBoxes({ words }: RenderedPage, { lines }: TextDetection): Judgement {
  const detected = lines.flatMap((line) => line.words);
  const best = words.map(({ text, box }) => ({ text, ...bestFor(box, detected) }));
  return {
    words: words.length,
    read: best.filter(({ text, found }) => text === found).length,
    overlaps: best.map(({ covered }) => covered),
  };
}

export function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function bestFor(box: Box, detected: readonly { readonly text: string; readonly box: Box }[]) {
  return detected.reduce<{ found?: string; covered: number }>(
    (best, word) => {
      const covered = overlap(word.box, box);
      return covered > best.covered ? { found: word.text, covered } : best;
    },
    { covered: 0 },
  );
}
