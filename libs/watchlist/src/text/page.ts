import type { TextDetection } from '@glyphwatch/domain';
import { FlowText } from './flow-text.ts';
import { glyphsOf, type Glyphs } from './glyphs.ts';
import { lineGraphOf, type LineGraph } from './line-graph.ts';
import { NO_WORD } from './origins.ts';
import { PageWords } from './page-words.ts';
import type { Replacer } from './replace.ts';
import { sheetAt, sheetsOf, type Sheet } from './sheets.ts';

/** All text of one image in every view that rules are matched against; each view is built on first use. */
export class Page {
  readonly detection: TextDetection;
  readonly flow: FlowText;
  readonly #glyphs = new Map<'strict' | 'loose', Glyphs>();
  /** All words in flow order; other code refers to a word by its number here. */
  readonly words: PageWords;
  readonly sheets: readonly Sheet[];
  #graph: LineGraph | undefined;

  constructor(detection: TextDetection, replacers: readonly Replacer[]) {
    this.detection = detection;
    this.words = new PageWords(detection);
    this.sheets = sheetsOf(detection);
    this.flow = new FlowText(this.words, replacers);
  }

  glyphs(view: 'strict' | 'loose'): Glyphs {
    let glyphs = this.#glyphs.get(view);
    if (!glyphs) this.#glyphs.set(view, (glyphs = glyphsOf(this.flow, view)));
    return glyphs;
  }

  get graph(): LineGraph {
    const { lineFirst } = this.glyphs('strict');
    this.#graph ??= lineGraphOf(
      this.detection.lines,
      this.sheets,
      (line) => (lineFirst[line + 1] ?? 0) > (lineFirst[line] ?? 0),
    );
    return this.#graph;
  }

  sheetOf(word: number): Sheet | undefined {
    return sheetAt(this.sheets, this.words.lineOf(word));
  }

  /** Indices of the words in a range of the flow text, in order. */
  wordsIn(from: number, to: number): readonly number[] {
    const words: number[] = [];
    for (let at = from; at < to; at++) {
      const word = this.flow.wordAt(at);
      if (word !== NO_WORD && word !== words.at(-1)) words.push(word);
    }
    return words;
  }
}
