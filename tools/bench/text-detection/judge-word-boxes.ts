import type { Box, TextDetection } from '@glyphwatch/domain';
import { overlap, type RenderedPage } from '@glyphwatch/onnx-text-detector/testing';

export interface Judgement {
  /** On the page. */
  readonly words: number;
  /** Read letter by letter. */
  readonly read: number;
  /** Intersection over union of every word's ink with the best detected box, whatever was read there; none counts 0. */
  readonly overlaps: readonly number[];
}

/** A detected word stands for the rendered word that it covers best. */
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
