import {
  type DetectedLine,
  type DetectedWord,
  GlyphwatchError,
  type Match,
  type RuleMatch,
  type TextDetection,
  type WatchContext,
  type Watchlist,
  type WatchlistSource,
  type WatchOutcome,
} from '../index.ts';

/** Matches single words exactly: `{ gate: 'OUT' }` is the rule `gate` for the word OUT. */
export class InMemoryWatchlist implements Watchlist {
  readonly version: string;
  readonly #words: Readonly<Record<string, string>>;

  constructor(words: Readonly<Record<string, string>>) {
    this.#words = words;
    this.version = JSON.stringify(words);
  }

  match(detection: TextDetection, { imageVersion = '' }: WatchContext): WatchOutcome {
    const ruleMatches = Object.entries(this.#words).flatMap(([ruleId, value]) => {
      const matches = placesOf(value, detection, `${imageVersion}/${ruleId}`);
      return matches.length === 0 ? [] : [ruleMatch(ruleId, value, matches)];
    });
    return { watchlistVersion: this.version, ruleMatches, nearMisses: [] };
  }
}

/** Rules set by a program, or written as the JSON of a rule file with one word per rule. */
export class InMemoryWatchlistSource implements WatchlistSource {
  /** The last valid rules. */
  inForce: Watchlist | undefined;
  /** Reported problems, oldest first. */
  readonly problems: string[] = [];

  constructor(inForce?: Watchlist) {
    this.inForce = inForce;
  }

  write(rules: string): void {
    try {
      this.inForce = new InMemoryWatchlist(readWords(rules));
    } catch (error) {
      this.problems.push(error instanceof Error ? error.message : 'unreadable');
    }
  }

  remove(): void {
    this.problems.push('The rules were removed.');
  }

  async current(): Promise<Watchlist> {
    if (this.inForce) return this.inForce;
    const problem = this.problems.at(-1);
    if (problem !== undefined) throw new GlyphwatchError('watchlist-invalid', problem);
    throw new GlyphwatchError('watchlist-unavailable', 'No rules have been written yet.');
  }
}

/** `{"rules": [{"id": "gate", "match": "OUT"}]}` */
function readWords(rules: string): Record<string, string> {
  const { rules: list } = JSON.parse(rules) as { rules: { id?: unknown; match?: unknown }[] };
  const words = list.map(({ id, match }) => {
    if (typeof id === 'string' && typeof match === 'string') return [id, match] as const;
    throw new Error('Each rule needs an id and a word to match.');
  });
  return Object.fromEntries(words);
}

function placesOf(value: string, { lines }: TextDetection, fingerprint: string): Match[] {
  return lines.flatMap((line, lineIndex) =>
    line.words.flatMap((word, wordIndex) =>
      word.text === value
        ? [{ ...place(line, lineIndex, wordIndex, word), value, context: line.text, fingerprint }]
        : [],
    ),
  );
}

function place({ page }: DetectedLine, line: number, index: number, word: DetectedWord) {
  const { text, confidence, polygon } = word;
  const exact = { via: 'exact', foldedPositions: [], edits: 0 } as const;
  const words: Match['words'] = [[line, index]];
  return {
    ...exact,
    text,
    confidence,
    score: confidence,
    lines: [line + 1],
    ...(page === undefined ? {} : { page }),
    words,
    polygons: [polygon],
  };
}

function ruleMatch(ruleId: string, value: string, matches: readonly Match[]): RuleMatch {
  return {
    ruleId,
    ruleVersion: value,
    kind: 'watch',
    severity: 'medium',
    sensitive: false,
    channels: ['default'],
    tags: [],
    matches,
  };
}
