import type { Check, ValueMatching } from '../rule.ts';
import { ACCENT, characterOf, isLetterOrDigit } from '../text/characters.ts';
import { normalise } from '../text/normalise.ts';
import { foldBudget, SHORTEST_NEAR } from './budget.ts';
import { compileLiteral, type Literal, type ValueGlyph } from './literal.ts';

/*
 * A mask matches glyph by glyph:
 *
 *     A letter   9 digit   ? letter or digit   * any run of them   \x the character x   space, dash: any punctuation
 *
 * The fixed part has the look-alike budget of the whole mask. Classes accept no look-alikes by default: a mask such as
 * A99999 would match every six-digit number that begins with 1.
 */
export type Class = 'letter' | 'digit' | 'any' | 'run';

export interface Position {
  readonly accepts: Class | ValueGlyph;
  /** Preceded by a space or dash, which matches any punctuation, white space, or nothing. */
  readonly isSpaced: boolean;
  /** Other punctuation that must precede it. */
  readonly punctuation: string;
}

export interface Pattern {
  readonly value: string;
  readonly positions: readonly Position[];
  readonly trailing: string;
  readonly literal: Literal;
  /** Look-alikes in the fixed part, and in classes. */
  readonly folds: number;
  readonly classFolds: number;
  readonly isTolerant: boolean;
  readonly hasRun: boolean;
  /** A match may contain something other than letters and digits. */
  readonly hasBreaks: boolean;
  /** Line ends that a match may cross, where a terminal or column broke a token. */
  readonly joinLines: number;
  readonly check: Check | undefined;
  /** One line too many makes a near miss: the mask has enough fixed characters to be told from other text. */
  readonly isNearMissed: boolean;
}

const CLASSES: Readonly<Record<string, Class>> = {
  A: 'letter',
  '9': 'digit',
  '?': 'any',
  '*': 'run',
};
/** A near miss over a line end would else be any two lines of letters or digits. */
const LEAST_FIXED = 3;
/** A mask of one token that is as long as a key goes on in the next line by default, where a terminal broke it. */
const SHORTEST_WRAPPED = 16;

export function compilePattern(value: string, matching: ValueMatching): Pattern {
  const positions: Position[] = [];
  let isSpaced = false;
  let punctuation = '';
  const add = (accepts: Class | ValueGlyph): void => {
    positions.push({ accepts, isSpaced, punctuation });
    isSpaced = false;
    punctuation = '';
  };
  const characters = [...normalise(value)];
  for (let index = 0; index < characters.length; index++) {
    const isEscaped = characters[index] === '\\' && index + 1 < characters.length;
    const character = characters[isEscaped ? ++index : index] ?? '';
    const { kind } = characterOf(character.codePointAt(0) ?? 0);
    const classified = isEscaped ? undefined : CLASSES[character];
    if (classified) add(classified);
    else if (isLetterOrDigit(kind)) compileLiteral(character, matching).glyphs.forEach(add);
    else if (kind === ACCENT) continue;
    else if (!isEscaped && (character === ' ' || character === '-')) isSpaced = true;
    else punctuation += character;
  }
  const hasRun = positions.some(({ accepts }) => accepts === 'run');
  const fixed = positions.filter(({ accepts }) => accepts !== 'run');
  const { length } = fixed;
  const classes = fixed.filter(({ accepts }) => typeof accepts === 'string').length;
  const hasBreaks = positions.some((position) => position.isSpaced || position.punctuation !== '');
  const isNearMissed = !hasRun && length >= SHORTEST_NEAR && length - classes >= LEAST_FIXED;
  const mayWrap = isNearMissed && !hasBreaks && length >= SHORTEST_WRAPPED;
  const takesClasses = matching.tolerance !== 'none' && matching.tolerance !== 'literals';
  return {
    value,
    positions,
    trailing: punctuation,
    literal: compileLiteral('x', matching),
    folds: foldBudget(matching, length),
    classFolds: takesClasses ? Math.ceil(classes / 4) : 0,
    isTolerant: matching.tolerance !== 'none',
    hasRun,
    hasBreaks,
    joinLines: matching.joinLines ?? (mayWrap ? 1 : 0),
    check: matching.check,
    isNearMissed,
  };
}
