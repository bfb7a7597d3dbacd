import { defaultTolerance, type Rule, type RuleSet } from '@glyphwatch/watchlist';

/** A rule with every default. */
export function ruleOf(id: string, match: Partial<Rule['match']>, more: Partial<Rule> = {}): Rule {
  return {
    id,
    enabled: true,
    kind: 'watch',
    match: {
      mode: 'phrase',
      values: [],
      caseSensitive: false,
      foldAccents: true,
      boundary: 'token',
      tolerance: defaultTolerance(match.mode ?? 'phrase'),
      ...match,
    },
    minConfidence: 0.8,
    region: [],
    minTextHeight: 0,
    rotation: 'any',
    allow: [],
    scope: { buckets: [], keys: [], excludeKeys: [] },
    minWords: 3,
    minOccurrences: 1,
    severity: 'medium',
    sensitive: false,
    channels: ['default'],
    tags: [],
    ...more,
  };
}

export function ruleSetOf(rules: readonly Rule[]): RuleSet {
  return { rules, allow: [], replace: [] };
}

/** A seeded pseudorandom generator (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('pick() needs at least one item.');
  return item;
}

export function printTable(rows: readonly Readonly<Record<string, string | number>>[]): void {
  const names = Object.keys(rows[0] ?? {});
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))];
  const widths = names.map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? '').length)),
  );
  for (const row of cells) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

/** Prints the help and exits if called with --help. */
export function helpOn(text: string): void {
  if (!process.argv.includes('--help')) return;
  console.log(text);
  process.exit(0);
}
