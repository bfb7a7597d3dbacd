/** A guard that is taken away. */
export interface Mutation {
  /** From the root of the repository. */
  readonly file: string;
  /** Source text that occurs exactly once in the file. */
  readonly from: string;
  readonly to: string;
  /** What it breaks. */
  readonly why: string;
  /** Projects, and patterns of the specs in them that have to notice. */
  readonly specs: readonly Specs[];
  /** It survived once; CI runs it ever since. */
  readonly survivedOnce?: true;
  /** Why nothing can notice. */
  readonly equivalent?: string;
}

export interface Specs {
  readonly project: string;
  readonly pattern: string;
}

type Change = readonly [
  from: string,
  to: string,
  why: string,
  about?: 'survived once' | { readonly equivalent: string },
];

/** Mutations of one file. */
export function mutationsOf(
  file: string,
  specs: readonly Specs[],
  changes: readonly Change[],
): Mutation[] {
  return changes.map(([from, to, why, about]) => ({
    ...{ file, specs, from, to, why },
    ...(about === 'survived once' ? { survivedOnce: true } : (about ?? {})),
  }));
}
