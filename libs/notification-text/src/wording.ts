import type { Severity } from '@glyphwatch/domain';
import type { NotePiece } from './note.ts';
import type { TextPiece } from './text-piece.ts';
import type { Words } from './words.ts';

/*
 * What a message says, in parts that each medium lays out its own way without rewording them.
 * Everything is printable already; text is not yet defanged (a note is), HTML not yet escaped.
 */
export interface Wording {
  readonly words: Words;
  /** `Watch rule keep-out matched in gate.jpg` */
  readonly headline: string;
  readonly rules: readonly RuleWording[];
  /** Of a digest. */
  readonly groups: readonly GroupWording[];
  /** `and 5 more rules: 120 images` */
  readonly others?: string;
  /** What to look at first, of a digest. */
  readonly examples: readonly ExampleWording[];
  /** The whole text, if no rule matched. */
  readonly text?: string;
  /** Why the image could not be read; of a digest, its time and what it waited for. */
  readonly reason?: string;
  readonly facts: readonly Fact[];
}

export interface RuleWording {
  /** `keep-out – Somebody put up a sign` */
  readonly title: string;
  readonly severity: Severity;
  /** `HIGH` */
  readonly label: string;
  /** The team's own words. */
  readonly note: readonly NotePiece[];
  readonly matches: readonly MatchWording[];
  /** `and 12 more places` */
  readonly more?: string;
}

export interface MatchWording {
  readonly pieces: readonly TextPiece[];
  /** `a look-alike of “KEEP OUT”` */
  readonly how: string;
  /** `confidence 87%` */
  readonly confidence?: string;
  readonly location?: string;
  /** `in: DANGER KEEP OUT` */
  readonly context?: string;
}

export interface GroupWording {
  /** Absent for images without a match. */
  readonly severity?: Severity;
  /** `HIGH` */
  readonly label: string;
  /** The rule. */
  readonly title: string;
  readonly count: string;
  /** `line4/ 4,971, line2/ 8` */
  readonly folders: string;
  /** `look first: “ACNE” 1 (line2/0034.jpg)` */
  readonly texts?: string;
  readonly note: readonly NotePiece[];
}

export interface ExampleWording {
  readonly headline: string;
  readonly rules: readonly RuleWording[];
  readonly facts: readonly Fact[];
}

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Safe as it is, so not to be defanged: a `link` to click, or an `address` to paste. */
  readonly kind?: 'link' | 'address';
}
