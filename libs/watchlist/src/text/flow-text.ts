import { FlowDraft } from './flow-draft.ts';
import { normaliseInto } from './normalise.ts';
import { NO_WORD, type Origins } from './origins.ts';
import type { PageWords } from './page-words.ts';
import { applyReplacements, type Replacer } from './replace.ts';

/** A line that a replacement changed. */
export interface Replaced {
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/**
 * The whole normalised text, words joined by a space and lines by a newline, with the origin of every character:
 *
 *     detection   line 0 "“KEEP”" "OUT"      line 1 "10 ㎞"
 *     text        " K E E P " ␣ O U T ⏎ 1 0 ␣ k m
 *     wordAt      0 0 0 0 0 0 - 1 1 1 - 2 2 - 3 3
 *     fromAt, toAt   range in that word, as detected
 */
export class FlowText {
  readonly text: string;
  /** The same text as numbers. */
  readonly units: Uint16Array;
  /** Start of each line, then one past the end of the last. */
  readonly lineStart: Int32Array;
  readonly replaced: readonly Replaced[];
  readonly #words: PageWords;
  readonly #starts: Int32Array;
  readonly #origins: Origins | undefined;
  /** Cache of the last lookup: the word and its range. */
  #last = 0;
  #lastStart = 0;
  #lastEnd = 0;

  constructor(words: PageWords, replacers: readonly Replacer[]) {
    const lines = words.first.length - 1;
    const size = words.textLength + words.count + lines;
    const draft = new FlowDraft(size, replacers.length === 0 ? words : undefined);
    this.lineStart = new Int32Array(lines + 1);
    this.replaced = writeLines(draft, words, replacers, this.lineStart);
    this.text = draft.text;
    this.units = draft.units;
    this.#words = words;
    this.#starts = draft.starts;
    this.#origins = draft.origins;
  }

  /** The word that a character came from; NO_WORD between words. */
  wordAt(at: number): number {
    if (this.#origins) return this.#origins.wordAt(at);
    if (at >= this.#lastStart && at < this.#lastEnd) return this.#last;
    const word = this.#lastBegunBy(at);
    this.#lastStart = this.#starts[word] ?? 0;
    this.#lastEnd = this.#lastStart + (this.#words.at(word)?.text.length ?? 0);
    return at < this.#lastEnd ? word : NO_WORD;
  }

  fromAt(at: number): number {
    if (this.#origins) return this.#origins.fromAt(at);
    const word = this.wordAt(at);
    return word === NO_WORD ? 0 : at - (this.#starts[word] ?? 0);
  }

  toAt(at: number): number {
    if (this.#origins) return this.#origins.toAt(at);
    return this.wordAt(at) === NO_WORD ? 0 : this.fromAt(at) + 1;
  }

  /** Usually the word of the previous lookup, or the next one. */
  #lastBegunBy(at: number): number {
    const starts = this.#starts;
    const isIn = (word: number): boolean =>
      (starts[word] ?? Infinity) <= at && at < (starts[word + 1] ?? Infinity);
    if (isIn(this.#last)) return this.#last;
    if (isIn(this.#last + 1)) return ++this.#last;
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    if (low > 0) this.#last = low - 1;
    return low - 1;
  }
}

const NEWLINE = 0x0a;
const SPACE = 0x20;

function writeLines(
  flow: FlowDraft,
  words: PageWords,
  replacers: readonly Replacer[],
  lineStart: Int32Array,
): readonly Replaced[] {
  const replaced: Replaced[] = [];
  const lines = lineStart.length - 1;
  for (let line = 0; line < lines; line++) {
    if (line > 0) flow.putBetween(NEWLINE);
    lineStart[line] = flow.length;
    if (replacers.length === 0) writeLine(flow, words, line);
    else replaced.push(...writeReplaced(flow, words, line, replacers));
  }
  lineStart[lines] = flow.length + 1;
  return replaced;
}

function writeReplaced(
  flow: FlowDraft,
  words: PageWords,
  line: number,
  replacers: readonly Replacer[],
): readonly Replaced[] {
  const written = new FlowDraft(0);
  writeLine(written, words, line);
  const before = written.text;
  const draft = applyReplacements(written, replacers);
  flow.copy(draft, 0, draft.length);
  const after = draft.text;
  return after === before ? [] : [{ line, before, after }];
}

function writeLine(flow: FlowDraft, words: PageWords, line: number): void {
  const first = words.first[line] ?? 0;
  const own = words.inLine(line);
  for (let index = 0; index < own.length; index++) {
    if (index > 0) flow.putBetween(SPACE);
    flow.beginWord(first + index);
    normaliseInto(flow, own[index]?.text ?? '');
  }
}
