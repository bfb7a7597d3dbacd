import { copiesOf, type Place } from './copies.ts';
import type { DetectedLine, TextDetection } from './text-detection.ts';
import type { Match, RuleMatch } from './watchlist.ts';

const MASK = '••••';
/** Shorter texts are masked completely. */
const SHORTEST_HINTED_LENGTH = 12;
const HINT_LENGTH = 4;

/** `AKIAIOSFODNN7EXAMPLE` → `AKIA••••`: enough to tell findings apart, too little to use. */
export function maskText(text: string): string {
  const characters = [...text];
  const hint = characters.length >= SHORTEST_HINTED_LENGTH ? characters.slice(0, HINT_LENGTH) : [];
  return hint.join('') + MASK;
}

/** What of an image's text is to be masked, because of all its rules. A line without words counts as one word. */
export class Hidden {
  /** Nothing of the text may be shown: there are more secrets than were searched for. */
  readonly isAll: boolean;
  readonly #detection: TextDetection | undefined;
  readonly #words = new Set<string>();

  constructor(detection: TextDetection | undefined, secret: readonly RuleMatch[]) {
    this.#detection = detection;
    this.isAll = secret.some(({ hides }) => hides === 'everything');
    if (this.isAll || secret.length === 0) return;
    for (const { matches, hides = [] } of secret) {
      if (hides !== 'everything') this.#hide(hides);
      for (const match of matches) this.#hide(this.#placesOf(match));
    }
    const texts = secret.flatMap(({ matches }) => matches.map(({ text }) => text));
    if (detection) this.#hide(copiesOf(texts, detection));
  }

  get isNothing(): boolean {
    return !this.isAll && this.#words.size === 0;
  }

  has(line: number, word: number): boolean {
    return this.isAll || this.#words.has(`${line}/${word}`);
  }

  /** Whether a match shows any of it. */
  touches(match: Pick<Match, 'words' | 'lines'>): boolean {
    return this.#placesOf(match).some(([line, word]) => this.has(line, word));
  }

  /** The text of a line, masked. */
  textOf(line: number): string {
    const detected = this.#detection?.lines[line];
    return detected ? this.mask(detected, line).text : '';
  }

  mask(line: DetectedLine, index: number): DetectedLine {
    const isHidden = (word: number): boolean => this.has(index, word);
    // Not even hints: how many secrets there are is not known.
    const mask = this.isAll ? () => MASK : maskText;
    if (line.words.length === 0) return isHidden(0) ? { ...line, text: mask(line.text) } : line;
    if (!line.words.some((_, word) => isHidden(word))) return line;
    const words = line.words.map((word, at) =>
      isHidden(at) ? { ...word, text: mask(word.text) } : word,
    );
    return { ...line, words, text: words.map(({ text }) => text).join(' ') };
  }

  #hide(places: readonly Place[]): void {
    for (const [line, word] of places) this.#words.add(`${line}/${word}`);
  }

  /** With the lines that have no words to name. */
  #placesOf({ words, lines }: Pick<Match, 'words' | 'lines'>): readonly Place[] {
    const whole = lines.filter((line) => this.#detection?.lines[line - 1]?.words.length === 0);
    return [...words, ...whole.map((line) => [line - 1, 0] as const)];
  }
}

/** Each match of an image asks, so the answer is kept as long as the matches are. */
const known = new WeakMap<readonly RuleMatch[], WeakMap<object, Hidden>>();
const NO_DETECTION = {};

/**
 * What sensitive rules matched, wherever it stands: the places that they accepted, copies that they did not, because they were
 * read badly or stand elsewhere, and places that they nearly accepted.
 */
export function hiddenText(
  detection: TextDetection | undefined,
  ruleMatches: readonly RuleMatch[],
): Hidden {
  const byDetection = known.get(ruleMatches) ?? new WeakMap<object, Hidden>();
  known.set(ruleMatches, byDetection);
  const found = byDetection.get(detection ?? NO_DETECTION);
  if (found) return found;
  const hidden = new Hidden(
    detection,
    ruleMatches.filter(({ sensitive }) => sensitive),
  );
  byDetection.set(detection ?? NO_DETECTION, hidden);
  return hidden;
}

/** The detection with everything masked that sensitive rules matched. */
export function maskDetection(
  detection: TextDetection,
  ruleMatches: readonly RuleMatch[],
): TextDetection {
  const hidden = hiddenText(detection, ruleMatches);
  if (hidden.isNothing) return detection;
  return { ...detection, lines: detection.lines.map((line, index) => hidden.mask(line, index)) };
}
