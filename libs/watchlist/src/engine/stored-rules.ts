import { GlyphwatchError } from '@glyphwatch/domain';
import type { Allow, TellingWishes } from '../rule.ts';
import type { SectionReader } from '../flat/sections.ts';
import { TextPool } from '../flat/text-pool.ts';
import { compileLiteral, type Literal } from '../search/literal.ts';
import { compileBody, type CompiledBody, type CompiledRule } from './compiled-rule.ts';
import type { CompiledRules } from './compiled-rule.ts';
import { VERSION_BYTES } from './rule-version.ts';
import { readBody } from './stored-body.ts';

/** More are used only by hostile text, or in a list of millions; bounds the memory. */
const MAX_CACHED = 20_000;

/**
 * Rules in flat arrays: the rules, their bodies and their values become objects only when a text needs them. A value is
 * known by its index among the values of all rules.
 */
export class StoredRules implements CompiledRules {
  readonly #allow: readonly Allow[];
  readonly #names: TextPool;
  readonly #versions: Uint8Array;
  readonly #bodyOf: Uint32Array;
  readonly #bodies: TextPool;
  /** The first value of each rule, and the number of all values. */
  readonly #firstValue: Uint32Array;
  readonly #values: TextPool;
  readonly #compiledBodies = new Map<number, CompiledBody>();
  readonly #compiled = new Map<number, CompiledRule>();
  readonly #literals = new Map<number, Literal>();

  constructor(sections: SectionReader, allow: readonly Allow[]) {
    this.#allow = allow;
    this.#names = new TextPool(sections);
    this.#versions = sections.bytes();
    if (this.#versions.length !== this.count * VERSION_BYTES) sections.refuse('has another length');
    this.#bodies = new TextPool(sections);
    this.#bodyOf = sections.below(this.#bodies.count);
    if (this.#bodyOf.length !== this.count) sections.refuse('has another length');
    this.#values = new TextPool(sections);
    this.#firstValue = sections.positions(this.#values.count);
    if (this.#firstValue.length !== this.count + 1) sections.refuse('has another length');
  }

  get count(): number {
    return this.#names.count;
  }

  get valueCount(): number {
    return this.#values.count;
  }

  /** Of the longest value, in bytes. */
  get longestValue(): number {
    return this.#values.longest;
  }

  /** Fails with `watchlist-invalid` if the file that the rules come from is damaged, though its hash is right. */
  at(index: number): CompiledRule {
    return remembered(this.#compiled, index, () => orDamaged(() => this.#compile(index)));
  }

  /** Looks at bodies, which are few, before it reads the names of rules. */
  wishes(): ReadonlyMap<string, TellingWishes> {
    return orDamaged(() => {
      const byBody = this.#wishesOfBodies();
      const wishes = new Map<string, TellingWishes>();
      if (byBody.size === 0) return wishes;
      for (const [index, body] of this.#bodyOf.entries()) {
        const telling = byBody.get(body);
        if (telling) wishes.set(this.#nameOf(index)[0], telling);
      }
      return wishes;
    });
  }

  #wishesOfBodies(): Map<number, TellingWishes> {
    const wishes = new Map<number, TellingWishes>();
    for (let body = 0; body < this.#bodies.count; body++) {
      const text = this.#bodies.at(body);
      const telling = text.includes('"telling"') ? readBody(text).telling : undefined;
      if (telling) wishes.set(body, telling);
    }
    return wishes;
  }

  /** The rule of a value. */
  ruleOf(value: number): number {
    let [low, high] = [0, this.count];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#firstValue[middle] ?? 0) <= value) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The indices of a rule's values. */
  *valuesOf(rule: number): Generator<number> {
    const end = this.#firstValue[rule + 1] ?? 0;
    for (let value = this.#firstValue[rule] ?? 0; value < end; value++) yield value;
  }

  value(index: number): string {
    return this.#values.at(index);
  }

  literal(value: number): Literal {
    return remembered(this.#literals, value, () =>
      compileLiteral(this.#values.at(value), this.at(this.ruleOf(value)).rule.match),
    );
  }

  #compile(index: number): CompiledRule {
    const compiled = this.#compiledBody(this.#bodyOf[index] ?? 0);
    const [id, description] = this.#nameOf(index);
    const first = this.#firstValue[index] ?? 0;
    return {
      ...compiled,
      rule: { ...compiled.body, id, ...(description === undefined ? {} : { description }) },
      values: {
        count: (this.#firstValue[index + 1] ?? 0) - first,
        at: (value) => this.#values.at(first + value),
      },
      version: () => this.#versionOf(index),
    };
  }

  #compiledBody(index: number): CompiledBody {
    return remembered(this.#compiledBodies, index, () =>
      compileBody(readBody(this.#bodies.at(index)), this.#allow),
    );
  }

  #nameOf(index: number): readonly [id: string, description?: string] {
    return JSON.parse(this.#names.at(index));
  }

  #versionOf(index: number): string {
    const at = index * VERSION_BYTES;
    return Buffer.from(this.#versions.subarray(at, at + VERSION_BYTES)).toString('hex');
  }
}

function remembered<T>(known: Map<number, T>, index: number, make: () => T): T {
  let one = known.get(index);
  if (one === undefined) {
    if (known.size >= MAX_CACHED) known.clear();
    known.set(index, (one = make()));
  }
  return one;
}

/** An image that waits for better rules is noticed; rules that are missing are not. */
function orDamaged<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const message = 'The compiled rules are damaged. Compile them again.';
    throw new GlyphwatchError('watchlist-invalid', message, { cause });
  }
}
