import type { DetectedWord, TextDetection } from '@glyphwatch/domain';
import { NO_WORD } from './flow-draft.ts';
import { flowTextOf, type FlowText } from './flow-text.ts';
import { glyphsOf, type Glyphs } from './glyphs.ts';
import { lineGraphOf, type LineGraph } from './line-graph.ts';
import { NOT_LOCATED, pageWordsOf, type PageWords } from './page-words.ts';
import type { Replacer } from './replace.ts';

/** The text of one image in all the views that rules are matched against; each view is built when first asked for. */
export class Page {
  readonly detection: TextDetection;
  readonly flow: FlowText;
  readonly #glyphs = new Map<'strict' | 'loose', Glyphs>();
  readonly #words: PageWords;
  #graph: LineGraph | undefined;

  constructor(detection: TextDetection, replacers: readonly Replacer[]) {
    this.detection = detection;
    this.#words = pageWordsOf(detection);
    this.flow = flowTextOf(this.#words, replacers);
  }

  glyphs(view: 'strict' | 'loose'): Glyphs {
    let glyphs = this.#glyphs.get(view);
    if (!glyphs) this.#glyphs.set(view, (glyphs = glyphsOf(this.flow, view)));
    return glyphs;
  }

  get graph(): LineGraph {
    const { lineFirst } = this.glyphs('strict');
    this.#graph ??= lineGraphOf(
      this.detection,
      (line) => (lineFirst[line + 1] ?? 0) > (lineFirst[line] ?? 0),
    );
    return this.#graph;
  }

  /** All words in flow order; elsewhere a word is its index in this list. */
  get words(): readonly DetectedWord[] {
    return this.#words.words;
  }

  lineOf(word: number): number {
    return this.#words.lines[word] ?? 0;
  }

  /** Index of a word within its line; undefined where the engine gave no words. */
  indexInLine(word: number): number | undefined {
    const index = this.#words.indices[word] ?? NOT_LOCATED;
    return index === NOT_LOCATED ? undefined : index;
  }

  /** Indices of the words under a part of the flow text, in order. */
  wordsIn(from: number, to: number): readonly number[] {
    const words: number[] = [];
    for (let at = from; at < to; at++) {
      const word = this.flow.word[at] ?? NO_WORD;
      if (word !== NO_WORD && word !== words.at(-1)) words.push(word);
    }
    return words;
  }
}
