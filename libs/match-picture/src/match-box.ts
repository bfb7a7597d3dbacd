import type { Polygon, RuleMatch, Severity, NotificationRule } from '@glyphwatch/domain';

/** What to draw around one match. */
export interface MatchBox {
  /** One per word, in reading order, in fractions of the upright image; the words of a line share an outline. */
  readonly polygons: readonly Polygon[];
  /** May be untrusted text. Empty for no label. */
  readonly label: string;
  readonly severity?: Severity;
  /** Covers what is inside. */
  readonly hidden?: boolean;
}

type DrawnRule = Pick<RuleMatch | NotificationRule, 'ruleId' | 'severity' | 'sensitive'> & {
  readonly matches: readonly Pick<RuleMatch['matches'][number], 'polygons' | 'confidence'>[];
};

/** One box per match, labelled `keep-out 97%`; the matches of sensitive rules are covered. */
export function boxesOf(rules: readonly DrawnRule[]): MatchBox[] {
  return rules.flatMap(({ ruleId, severity, sensitive, matches }) =>
    matches
      .filter(({ polygons }) => polygons.length > 0)
      .map(({ polygons, confidence }) => ({
        polygons,
        label: `${ruleId} ${Math.round(confidence * 100)}%`,
        severity,
        ...(sensitive ? { hidden: true } : {}),
      })),
  );
}
