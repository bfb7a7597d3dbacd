import type { DetectedLine, DetectedWord, TextDetection } from '@glyphwatch/domain';

/** A word of the detection in the page's flat numbering. */
export interface PageWord extends DetectedWord {
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
  lines.forEach((line, index) => {
    for (const word of wordsOfLine(line, index)) words.push(word);
    firstWord.push(words.length);
  });
  return { words, firstWord };
}

function wordsOfLine(line: DetectedLine, number: number): readonly PageWord[] {
  if (line.words.length > 0) {
    return line.words.map((word, index) => ({ ...word, line: number, index }));
  }
  const { confidence, box, polygon } = line;
  const texts = line.text.split(/\s+/).filter((text) => text !== '');
  return texts.map((text) => ({ text, confidence, box, polygon, line: number, index: -1 }));
}
