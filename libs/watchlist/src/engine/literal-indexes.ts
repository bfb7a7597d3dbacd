import { isOfWholeWords } from '../rule.ts';
import type { Section, SectionReader } from '../flat/sections.ts';
import { LiteralIndexBuilder } from '../search/literal-index-builder.ts';
import { LiteralIndex, type IndexKind, type IndexLimits } from '../search/literal-index.ts';
import type { Literal } from '../search/literal.ts';

const KINDS: readonly IndexKind[] = [
  { view: 'strict', isToken: true },
  { view: 'strict', isToken: false },
  { view: 'loose', isToken: true },
  { view: 'loose', isToken: false },
];

export function readIndexes(sections: SectionReader, limits: IndexLimits): readonly LiteralIndex[] {
  return KINDS.map((kind) => new LiteralIndex(sections, kind, limits));
}

/** One index for each kind of literal. */
export class LiteralIndexesBuilder {
  readonly #builders: readonly LiteralIndexBuilder[];

  /** Ids are below `ids`. */
  constructor(ids: number) {
    this.#builders = KINDS.map((kind) => new LiteralIndexBuilder(kind, ids));
  }

  add(id: number, literal: Literal): void {
    const isToken = isOfWholeWords(literal.boundary);
    this.#of({ view: literal.lookalikes.view, isToken })?.addFolded(id, literal);
    if (literal.reach > 0)
      this.#of({ view: 'strict', isToken })?.addEdited(id, literal.strict ?? literal);
  }

  #of(wanted: IndexKind): LiteralIndexBuilder | undefined {
    return this.#builders[
      KINDS.findIndex(({ view, isToken }) => view === wanted.view && isToken === wanted.isToken)
    ];
  }

  finish(): Section[] {
    return this.#builders.flatMap((builder) => builder.finish());
  }
}
