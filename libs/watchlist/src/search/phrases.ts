import type { Page } from '../text/page.ts';
import type { Hit } from './hit.ts';
import type { Literal } from './literal.ts';
import { findLiteral, upTo } from './search-value.ts';

/** Caches where each context and allowed text occurs on one page, because many hits and rules ask for the same ones. */
export class PhraseFinder {
  readonly #page: Page;
  readonly #found = new Map<Literal, readonly Hit[]>();

  constructor(page: Page) {
    this.#page = page;
  }

  find(phrase: Literal): readonly Hit[] {
    let hits = this.#found.get(phrase);
    if (!hits) this.#found.set(phrase, (hits = this.#search(phrase)));
    return hits;
  }

  #search(phrase: Literal): readonly Hit[] {
    const folded = this.#page.glyphs(phrase.lookalikes.view).count;
    const edited = phrase.edits > 0 ? this.#page.glyphs('strict').count : 0;
    const { hits } = findLiteral(this.#page, phrase, {
      folded: upTo(folded),
      edited: upTo(edited),
    });
    return hits.filter(({ tooFar }) => tooFar === undefined);
  }
}
