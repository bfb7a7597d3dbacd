import { GrowingWords } from '../flat/growing.ts';
import type { Section } from '../flat/sections.ts';
import { TextPoolBuilder } from '../flat/text-pool.ts';
import type { Rule } from '../rule.ts';
import { bodyOf } from './compiled-rule.ts';

/** Files rules for `StoredRules`. */
export class RuleStoreBuilder {
  readonly #names = new TextPoolBuilder();
  readonly #bodies = new TextPoolBuilder();
  readonly #bodyOf = new GrowingWords();
  readonly #values = new TextPoolBuilder();
  readonly #firstValue = new GrowingWords();
  readonly #known = new Map<string, number>();

  /** Calls `filed` with the index of each distinct value. */
  add(rule: Rule, filed: (value: string, index: number) => void): void {
    this.#names.add(
      JSON.stringify([rule.id, ...(rule.description === undefined ? [] : [rule.description])]),
    );
    this.#bodyOf.add(this.#fileBody(JSON.stringify(bodyOf(rule))));
    this.#firstValue.add(this.#values.count);
    const { values } = rule.match;
    const distinct = values.length > 1 ? new Set(values) : values;
    for (const value of distinct) filed(value, this.#values.add(value));
  }

  #fileBody(body: string): number {
    let index = this.#known.get(body);
    if (index === undefined) this.#known.set(body, (index = this.#bodies.add(body)));
    return index;
  }

  /** `versions`: of each rule, one after the other. */
  finish(versions: Uint8Array<ArrayBuffer>): Section[] {
    this.#firstValue.add(this.#values.count);
    return [
      ...this.#names.finish(),
      versions,
      ...this.#bodies.finish(),
      this.#bodyOf.finish(),
      ...this.#values.finish(),
      this.#firstValue.finish(),
    ];
  }
}
