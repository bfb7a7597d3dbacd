/** Keeps an image, or everything that a rule matched, from being purged or forgotten until the hold is removed. */
export interface Hold {
  readonly id: string;
  /** `rule`: all images that it ever matched, and its history. */
  readonly of: 'rule' | 'image';
  /** The id of the rule or the image. */
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly by: string;
  readonly why: string;
}

/** Those that hold an image which these rules matched. */
export function holdsOn(
  holds: readonly Hold[],
  imageId: string,
  ruleIds: readonly string[],
): readonly Hold[] {
  const rules = new Set(ruleIds);
  return holds.filter(({ of, value }) => (of === 'image' ? value === imageId : rules.has(value)));
}
