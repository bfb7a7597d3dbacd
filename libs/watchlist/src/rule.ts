import type { Point, QuietHours, RuleTelling, Severity } from '@glyphwatch/domain';

/*
 * A rule with short forms expanded and defaults applied.
 *
 *   value       one text that a rule looks for; a rule may have many
 *   place       where a value was found in an image
 *   tolerance   how far the detected text may differ from the value
 *   gate        a condition that a place must pass (confidence, region, height …)
 *   budget      how many positions of a value may be look-alikes, or edited
 */

export const KINDS = ['watch', 'ignore', 'absent'] as const;
export type Kind = (typeof KINDS)[number];

/** `mode: fuzzy` and `mode: absent` of a rule file are short for a tolerance and a kind. */
export const MODES = ['any', 'all', 'phrase', 'contains', 'pattern', 'regex'] as const;
export type Mode = (typeof MODES)[number];

/** Neither a pattern nor an expression. */
export function isLiteralMode(mode: Mode): boolean {
  return mode !== 'pattern' && mode !== 'regex';
}

export const BOUNDARIES = ['token', 'compound', 'none', 'type-change'] as const;
export type Boundary = (typeof BOUNDARIES)[number];

/** Whether values are whole words, so that only their inside can be misread. */
export function isOfWholeWords(boundary: Boundary): boolean {
  return boundary === 'token' || boundary === 'compound';
}

export const TOLERANCES = [
  'none',
  'literals',
  'lookalike',
  'lookalike-loose',
  'ocr',
  'fuzzy',
] as const;
export type Tolerance = (typeof TOLERANCES)[number];

export function defaultTolerance(mode: Mode): Tolerance {
  if (mode === 'regex') return 'none';
  return mode === 'pattern' ? 'literals' : 'ocr';
}

/** Check digits that a found number must have. */
export const CHECKS = ['luhn', 'iban'] as const;
export type Check = (typeof CHECKS)[number];

/** How a text is compared with a value; shared by rules and their allow lists. */
export interface Folding {
  readonly caseSensitive: boolean;
  readonly foldAccents: boolean;
}

/** How each value of a rule is looked for. */
export interface ValueMatching extends Folding {
  readonly mode: Mode;
  readonly boundary: Boundary;
  readonly tolerance: Tolerance;
  /** 1…3, for `fuzzy`; absent: by the length of the value. */
  readonly maxEdits?: number;
  /** How many further lines a phrase may run over; absent: one fewer than the value has words, at most 4. */
  readonly joinLines?: number;
  /** For `pattern` and `regex`. */
  readonly check?: Check;
  /** For literal modes: letters may be repeated or set apart on purpose. */
  readonly obfuscation?: true;
}

export interface RuleMatching extends ValueMatching {
  readonly values: readonly string[];
}

export type Region = { readonly exclude: boolean; readonly test: 'centroid' | 'overlap' } & (
  | {
      readonly shape: 'rect';
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
    }
  | { readonly shape: 'polygon'; readonly points: readonly Point[] }
);

export interface Context {
  readonly require: readonly string[];
  readonly forbid: readonly string[];
  /** Distances; absent: anywhere in the image. */
  readonly withinLines?: number;
  readonly withinWords?: number;
}

export interface Allow {
  readonly values: readonly string[];
  readonly target: 'match' | 'line';
  readonly keys: readonly string[];
  readonly condition: 'OR' | 'AND';
}

export interface Scope {
  readonly buckets: readonly string[];
  readonly keys: readonly string[];
  readonly excludeKeys: readonly string[];
}

/** One severity, or the lowest count for each. */
export type SeverityRule = Severity | Readonly<Partial<Record<Severity, number>>>;

export interface Rule {
  readonly id: string;
  readonly description?: string;
  readonly enabled: boolean;
  readonly kind: Kind;
  readonly match: RuleMatching;
  /** 0…1 */
  readonly minConfidence: number;
  /** Empty: anywhere. */
  readonly region: readonly Region[];
  /** Fraction of the image's height; 0: any. */
  readonly minTextHeight: number;
  readonly rotation: 'any' | 'upright';
  readonly context?: Context;
  readonly allow: readonly Allow[];
  readonly scope: Scope;
  /** For kind `absent`: fires only when at least this many words were read with the rule's confidence. */
  readonly minWords: number;
  readonly minOccurrences: number;
  readonly severity: SeverityRule;
  readonly sensitive: boolean;
  /** Channel names. */
  readonly channels: readonly string[];
  readonly tags: readonly string[];
  /** How people are told; no part of what the rule means. */
  readonly telling?: TellingWishes;
}

/** A time zone that is not written is known where the rules are used. */
export interface TellingWishes extends Omit<RuleTelling, 'quietHours'> {
  readonly quietHours?: Omit<QuietHours, 'zone'> & Partial<Pick<QuietHours, 'zone'>>;
}

/** An ordered normalisation of the text before matching: a linear-time regular expression and what replaces it. */
export interface Replacement {
  readonly pattern: string;
  readonly with: string;
}

/** Everything that a rule file says, in file order. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Global: applies to every rule, before the rule's own. */
  readonly allow: readonly Allow[];
  readonly replace: readonly Replacement[];
}
