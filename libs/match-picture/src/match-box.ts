import {
  hiddenText,
  type Polygon,
  type RuleMatch,
  type Severity,
  type NotificationRule,
  type TextDetection,
  showConfidence,
} from '@glyphwatch/domain';

/** What to draw around one match. */
export interface MatchBox {
  /** From 1; absent: 1. */
  readonly page?: number;
  /** One per word, in reading order, in fractions of the upright page; the words of a line share an outline. */
  readonly polygons: readonly Polygon[];
  /** May be untrusted text. Empty for no label. */
  readonly label: string;
  readonly severity?: Severity;
  /** Covers what is inside. */
  readonly hidden?: boolean;
  /** Stands beside the matches: only drawn on pages with a match, and not to be cut out. */
  readonly isBeside?: true;
}

type DrawnRule = Pick<RuleMatch | NotificationRule, 'ruleId' | 'severity' | 'sensitive'> & {
  readonly matches: readonly DrawnMatch[];
};

type DrawnMatch = Pick<
  RuleMatch['matches'][number],
  'page' | 'polygons' | 'polygonPages' | 'confidence'
>;

/** One box per match and page, labelled `keep-out 97%`; the matches of sensitive rules are covered. */
export function boxesOf(rules: readonly DrawnRule[]): MatchBox[] {
  return rules.flatMap(({ ruleId, severity, sensitive, matches }) =>
    matches.flatMap((match) =>
      byPage(match).map((part) => ({
        ...part,
        label: `${ruleId} ${showConfidence(match.confidence)}`,
        severity,
        ...(sensitive ? { hidden: true } : {}),
      })),
    ),
  );
}

/** Covers whatever else shows what sensitive rules matched: copies, and everything where they were not searched to the end. */
export function coversOf(
  detection: TextDetection | undefined,
  ruleMatches: readonly RuleMatch[],
): MatchBox[] {
  const hidden = hiddenText(detection, ruleMatches);
  if (!detection || hidden.isNothing) return [];
  return detection.lines.flatMap((line, index) =>
    (line.words.length > 0 ? line.words : [line])
      .filter((_, word) => hidden.has(index, word))
      .map(({ polygon }) => ({
        ...(line.page === undefined ? {} : { page: line.page }),
        polygons: [polygon],
        label: '',
        hidden: true,
        isBeside: true,
      })),
  );
}

/** The polygons of each page that the match is on. */
function byPage({
  page,
  polygons,
  polygonPages,
}: DrawnMatch): Pick<MatchBox, 'page' | 'polygons'>[] {
  if (polygons.length === 0) return [];
  if (!polygonPages) return [{ ...(page === undefined ? {} : { page }), polygons }];
  return [...new Set(polygonPages)].map((number) => ({
    page: number,
    polygons: polygons.filter((_, index) => polygonPages[index] === number),
  }));
}
