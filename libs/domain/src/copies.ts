import type { TextDetection } from './text-detection.ts';

/** Shorter texts are copies only where they stand by themselves: `ann` is not in `channel`. */
const SHORTEST_INSIDE = 6;
/** Of a text, by which it is looked up. */
const KEY_LENGTH = 4;

/** Letters that are read for digits, in lower case. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({ o: '0', i: '1', l: '1', z: '2', s: '5', g: '6', b: '8' }),
);

export type Place = readonly [line: number, word: number];

/**
 * The words in which one of these texts stands, in part or whole; case, accents, spaces, punctuation, line ends and look-alikes
 * do not count. A line without words counts as one word.
 */
export function copiesOf(texts: readonly string[], detection: TextDetection): readonly Place[] {
  const sought = new Sought(texts);
  if (sought.isEmpty) return [];
  const flow = new FoldedText();
  const places: Place[] = [];
  for (const [line, { text, words }] of detection.lines.entries()) {
    for (const [word, one] of (words.length > 0 ? words : [{ text }]).entries()) {
      flow.add(one.text, places.length);
      places.push([line, word]);
    }
  }
  return [...sought.wordsIn(flow)].flatMap((word) => (places[word] ? [places[word]] : []));
}

/** Letters and digits only, and where words begin. */
class FoldedText {
  text = '';
  /** Of each UTF-16 unit. */
  readonly #wordOf: number[] = [];
  readonly #edges = new Set<number>([0]);

  add(text: string, word: number): void {
    let isEdge = true;
    for (const character of text.toLowerCase().normalize('NFKD')) {
      if (/\p{M}/u.test(character)) continue;
      const isPart = /[\p{L}\p{N}]/u.test(character);
      // Scripts without capitals, of which some have no spaces.
      const isAlone = !isPart || /\p{Lo}/u.test(character);
      if (isEdge || isAlone) this.#edges.add(this.text.length);
      isEdge = isAlone;
      if (!isPart) continue;
      const folded = LOOKALIKES.get(character) ?? character;
      for (let unit = 0; unit < folded.length; unit++) this.#wordOf.push(word);
      this.text += folded;
    }
  }

  wordAt(at: number): number {
    return this.#wordOf[at] ?? 0;
  }

  isEdge(at: number): boolean {
    return at === this.text.length || this.#edges.has(at);
  }
}

/** Texts by their beginning, so that the cost does not depend on their number. */
class Sought {
  /** Longest first: it covers what begins at the same place. */
  readonly #byKey = new Map<string, string[]>();
  readonly #keyLengths: readonly number[];

  constructor(texts: readonly string[]) {
    const folded = new Set(texts.map(foldText).filter((text) => text !== ''));
    for (const text of [...folded].sort((a, b) => b.length - a.length)) {
      const key = text.slice(0, KEY_LENGTH);
      const same = this.#byKey.get(key);
      if (same) same.push(text);
      else this.#byKey.set(key, [text]);
    }
    this.#keyLengths = [...new Set([...this.#byKey.keys()].map(({ length }) => length))];
  }

  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  wordsIn(flow: FoldedText): ReadonlySet<number> {
    const found = new Set<number>();
    let end = 0;
    for (let from = 0; from < flow.text.length; from++) {
      const to = from + this.#longestAt(flow, from);
      for (let at = Math.max(from, end); at < to; at++) found.add(flow.wordAt(at));
      end = Math.max(end, to);
    }
    return found;
  }

  #longestAt(flow: FoldedText, from: number): number {
    const isCopy = (one: string): boolean =>
      flow.text.startsWith(one, from) &&
      (one.length >= SHORTEST_INSIDE || (flow.isEdge(from) && flow.isEdge(from + one.length)));
    const lengths = this.#keyLengths.map((length) => {
      const those = this.#byKey.get(flow.text.slice(from, from + length));
      return those?.find(isCopy)?.length ?? 0;
    });
    return Math.max(...lengths);
  }
}

function foldText(text: string): string {
  const folded = new FoldedText();
  folded.add(text, 0);
  return folded.text;
}
