import type { Polygon, RuleMatch, Severity, ToldRule } from '@glyphwatch/domain';

/** What to draw around one match. */
export interface MatchBox {
  /** One for each word, in reading order, as fractions of the upright image; words of a line get one outline. */
  readonly polygons: readonly Polygon[];
  /** A stranger's text is fine; empty draws none. */
  readonly label: string;
  readonly severity?: Severity;
  /** Cover what is inside. */
  readonly hidden?: boolean;
}

type DrawnRule = Pick<RuleMatch | ToldRule, 'ruleId' | 'severity' | 'sensitive'> & {
  readonly matches: readonly Pick<RuleMatch['matches'][number], 'polygons' | 'confidence'>[];
};

/** The boxes for what rules found: `keep-out 97 %`; what a sensitive rule found is covered. */
export function boxesOf(rules: readonly DrawnRule[]): MatchBox[] {
  return rules.flatMap(({ ruleId, severity, sensitive, matches }) =>
    matches
      .filter(({ polygons }) => polygons.length > 0)
      .map(({ polygons, confidence }) => ({
        polygons,
        label: `${ruleId} ${Math.round(confidence * 100)} %`,
        severity,
        ...(sensitive ? { hidden: true } : {}),
      })),
  );
}
