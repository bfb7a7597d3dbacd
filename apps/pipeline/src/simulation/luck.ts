import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** The first numbers of a generator resemble those of its neighbours. */
const SKIPPED = 8;

/** Reproducible chance: equal seeds give equal answers in the same order. */
export class Luck {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(Math.imul(seed, 0x9e3779b1));
    for (let skipped = 0; skipped < SKIPPED; skipped += 1) this.#generator.next();
  }

  /** 0 to `limit` - 1. */
  below(limit: number): number {
    return (this.#generator.next() >>> 0) % limit;
  }

  /** `share` of all times, 0…1. */
  has(share: number): boolean {
    return this.#generator.next() >>> 0 < share * 2 ** 32;
  }

  /** From 0 to below 1. */
  readonly fraction = (): number => (this.#generator.next() >>> 0) / 2 ** 32;

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** Short ones are most frequent: from 1 to `longest`, every order of magnitude as often. */
  span(longest: number): number {
    return Math.ceil(longest ** this.fraction());
  }
}
