import type { DetectedLine, DetectedWord, TextDetection } from '@glyphwatch/domain';

/** A word of the detection in the page's flat numbering. */
export interface PageWord extends Pick<DetectedWord, 'text' | 'confidence' | 'polygon'> {
  readonly line: number;
  /** Index within its line; -1 when the engine gave no words and the line's text was cut up instead. */
  readonly index: number;
}

/** All words in flow order, and where each line's begin (with one entry more, at the end). */
export function pageWordsOf({ lines }: TextDetection): {
  words: readonly PageWord[];
  firstWord: readonly number[];
} {
  const words: PageWord[] = [];
  const firstWord = [0];
  lines.forEach((line, number) => {
    line.words.forEach(({ text, confidence, polygon }, index) =>
      words.push({ text, confidence, polygon, line: number, index }),
    );
    if (line.words.length === 0) words.push(...cutUp(line, number));
    firstWord.push(words.length);
  });
  return { words, firstWord };
}

function cutUp({ text, confidence, polygon }: DetectedLine, line: number): readonly PageWord[] {
  const texts = text.split(/\s+/).filter((part) => part !== '');
  return texts.map((part) => ({ text: part, confidence, polygon, line, index: -1 }));
}
