import type { RuleTelling } from './telling/rule-telling.ts';
import type { Polygon, TextDetection } from './text-detection.ts';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export function highestSeverity(severities: readonly Severity[]): Severity | undefined {
  return SEVERITIES.findLast((severity) => severities.includes(severity));
}

/** How a place was accepted: as written, after folding look-alikes, within an edit budget, or disguised on purpose. */
export type Via = 'exact' | 'lookalike' | 'fuzzy' | 'obfuscated';

/** One place in one image that satisfies one rule. */
export interface Match {
  /** The value of the rule that was found; for `regex` the expression, for `absent` what is missing. */
  readonly value: string;
  /** As read; empty for an absence. */
  readonly text: string;
  readonly via: Via;
  /** Positions in `text` that differ from the value only by a look-alike. */
  readonly foldedPositions: readonly number[];
  readonly edits: number;
  /** Minimum over the words of the match, 0…1. */
  readonly confidence: number;
  /** Ranks matches, decides nothing. */
  readonly score: number;
  /** 1-based numbers of the lines it touches. */
  readonly lines: readonly number[];
  /** The page it begins on, from 1; absent in images of one page. */
  readonly page?: number;
  /** The words it consists of, as [line, word] indices into the detection. */
  readonly words: readonly (readonly [line: number, word: number])[];
  /** One for each word on `page`, in the same order. */
  readonly polygons: readonly Polygon[];
  /** Page of each polygon, where an expression found text that continues on the next page. */
  readonly polygonPages?: readonly number[];
  /** The lines it touches, as read. */
  readonly context: string;
  readonly joined?: 'glued' | 'hyphen' | 'cut';
  /** Another value was equally near; both are reported. */
  readonly ambiguous?: true;
  /** Equal for the same text found by the same rule in the same image version. */
  readonly fingerprint: string;
  /** Keyed hash of the matched text, for `sensitive` rules with a configured key. */
  readonly keyedHash?: string;
}

/** What one rule found in one image. */
export interface RuleMatch {
  readonly ruleId: string;
  /** Hash of the rule's meaning: equal for the same rule formatted differently. */
  readonly ruleVersion: string;
  readonly description?: string;
  readonly kind: 'watch' | 'absent';
  readonly severity: Severity;
  /** Mask the matched text everywhere but in the record of the match itself. */
  readonly sensitive: boolean;
  /** Names of the channels to tell; `default` is every channel that is not set apart. */
  readonly channels: readonly string[];
  readonly tags: readonly string[];
  /** Never empty. */
  readonly matches: readonly Match[];
  /**
   * Of a sensitive rule: what else has to be masked, as [line, word] indices of places that it nearly accepted, or everything,
   * because its search stopped before the end of the text. Copies of what it matched are found without it.
   */
  readonly hides?: 'everything' | readonly (readonly [line: number, word: number])[];
}

/** A place that failed exactly one gate: kept so that people tune rules without guessing. */
export interface NearMiss {
  readonly ruleId: string;
  readonly value: string;
  readonly text: string;
  /** Which gate, in plain words with its numbers. */
  readonly reason: string;
  readonly confidence: number;
  readonly sensitive: boolean;
}

export interface WatchOutcome {
  readonly watchlistVersion: string;
  readonly ruleMatches: readonly RuleMatch[];
  readonly nearMisses: readonly NearMiss[];
}

/** Where the text was read; scopes, allow lists and fingerprints depend on it. */
export interface WatchContext {
  readonly bucket?: string;
  readonly key?: string;
  /** Identifies the image version in fingerprints. */
  readonly imageVersion?: string;
}

/** All rules of a deployment, compiled. Pure: the same text and place give the same outcome. */
export interface Watchlist {
  /** Hash of what the rules mean, not of how they are formatted. */
  readonly version: string;
  match(detection: TextDetection, context: WatchContext): WatchOutcome;
  /** How a rule wants to be told; absent or `undefined` where it has no wishes. Depends on no `this`. */
  readonly telling?: (ruleId: string) => RuleTelling | undefined;
  /** Another one where `telling` gives something else; `version` does not depend on it. */
  readonly tellingVersion?: string;
}
