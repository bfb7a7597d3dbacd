import type { DetectedLine, DetectedWord, TextDetection } from '@glyphwatch/domain';

/** All words of a detection, numbered in flow order. Not copied: a hostile page has half a million. */
export class PageWords {
  /** Number of each line's first word, then the total. */
  readonly first: Int32Array;
  /** Total length of all words. */
  readonly textLength: number;
  readonly #lines: readonly DetectedLine[];
  /** Words of lines for which the engine reported none: the line's text, split. */
  readonly #cutUp = new Map<number, readonly DetectedWord[]>();

  constructor({ lines }: TextDetection) {
    this.#lines = lines;
    this.first = new Int32Array(lines.length + 1);
    let textLength = 0;
    let count = 0;
    for (let line = 0; line < lines.length; line++) {
      for (const { text } of this.inLine(line)) textLength += text.length;
      count += this.inLine(line).length;
      this.first[line + 1] = count;
    }
    this.textLength = textLength;
  }

  get count(): number {
    return this.first[this.#lines.length] ?? 0;
  }

  inLine(line: number): readonly DetectedWord[] {
    const detected = this.#lines[line];
    if (!detected || detected.words.length > 0) return detected?.words ?? [];
    let words = this.#cutUp.get(line);
    if (!words) this.#cutUp.set(line, (words = cutUp(detected)));
    return words;
  }

  lineOf(word: number): number {
    let [low, high] = [0, this.#lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.first[middle + 1] ?? 0) <= word) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  at(word: number): DetectedWord | undefined {
    const line = this.lineOf(word);
    return this.inLine(line)[word - (this.first[line] ?? 0)];
  }

  /** `undefined` if the engine reported no words. */
  indexInLine(word: number): number | undefined {
    const line = this.lineOf(word);
    return this.#cutUp.has(line) ? undefined : word - (this.first[line] ?? 0);
  }
}

function cutUp({ text, confidence, box, polygon }: DetectedLine): readonly DetectedWord[] {
  const texts = text.split(/\s+/).filter((part) => part !== '');
  return texts.map((part) => ({ text: part, confidence, box, polygon }));
}
