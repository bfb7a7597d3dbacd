import type { DetectedLine, DetectedWord, TextDetection } from '@glyphwatch/domain';
import { Column } from './column.ts';

/** All words of a detection in one list, in flow order. */
export interface PageWords {
  readonly words: readonly DetectedWord[];
  /** Index of each word's line. */
  readonly lines: Int32Array;
  /** Index within its line; NOT_LOCATED when the engine gave no words and the line's text was cut up instead. */
  readonly indices: Int32Array;
  /** Where each line's words begin, with one entry more at the end. */
  readonly firstWord: Int32Array;
}

export const NOT_LOCATED = -1;

export function pageWordsOf({ lines: detected }: TextDetection): PageWords {
  const words: DetectedWord[] = [];
  const lines = new Column(detected.length);
  const indices = new Column(detected.length);
  const firstWord = new Int32Array(detected.length + 1);
  detected.forEach((line, number) => {
    const isLocated = line.words.length > 0;
    const own = isLocated ? line.words : cutUp(line);
    for (let index = 0; index < own.length; index++) {
      const word = own[index];
      if (!word) continue;
      words.push(word);
      lines.push(number);
      indices.push(isLocated ? index : NOT_LOCATED);
    }
    firstWord[number + 1] = words.length;
  });
  return { words, lines: lines.finish(), indices: indices.finish(), firstWord };
}

function cutUp({ text, confidence, box, polygon }: DetectedLine): readonly DetectedWord[] {
  const texts = text.split(/\s+/).filter((part) => part !== '');
  return texts.map((part) => ({ text: part, confidence, box, polygon }));
}
