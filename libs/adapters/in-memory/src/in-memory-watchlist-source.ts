import {
  type DetectedWord,
  type Match,
  type RuleMatch,
  type TextDetection,
  type WatchContext,
  type Watchlist,
  type WatchlistSource,
  type WatchOutcome,
} from '@glyphwatch/domain';

/** Waits for single words, as written: `{ gate: 'OUT' }` is the rule `gate` that waits for OUT. */
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

export class InMemoryWatchlistSource implements WatchlistSource {
  inForce: Watchlist;

  constructor(inForce: Watchlist) {
    this.inForce = inForce;
  }

  async current(): Promise<Watchlist> {
    return this.inForce;
  }
}

function placesOf(value: string, { lines }: TextDetection, fingerprint: string): Match[] {
  return lines.flatMap((line, lineIndex) =>
    line.words.flatMap((word, wordIndex) =>
      word.text === value
        ? [{ ...place(word, lineIndex, wordIndex), value, context: line.text, fingerprint }]
        : [],
    ),
  );
}

function place(word: DetectedWord, line: number, index: number) {
  const { text, confidence, polygon } = word;
  const exact = { via: 'exact', foldedPositions: [], edits: 0 } as const;
  const words: Match['words'] = [[line, index]];
  return {
    ...exact,
    text,
    confidence,
    score: confidence,
    lines: [line + 1],
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
