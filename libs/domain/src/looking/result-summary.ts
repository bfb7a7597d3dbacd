import type { ImageAddress } from '../image.ts';
import type { Result } from '../result.ts';
import type { Status } from '../status.ts';
import { boxAround, type Polygon, rectangle } from '../text-detection.ts';
import { highestSeverity, type RuleMatch, SEVERITIES, type Severity } from '../watchlist.ts';

/** Where a rule matched, for a thumbnail: one upright rectangle around the words, fractions of the upright page. */
export interface SummaryPlace {
  readonly polygon: Polygon;
  /** Absent in images of one page. */
  readonly page?: number;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly sensitive: boolean;
}

/** What a wall shows of a result. It holds nothing that was read, so there is nothing to mask. */
export interface ResultSummary {
  readonly imageId: string;
  readonly address: ImageAddress;
  readonly version: string;
  readonly status: Status;
  /** The highest of its matches. */
  readonly severity?: Severity;
  /** Rules that matched, most severe first; at most `MAX_SUMMARY_RULES`. */
  readonly ruleIds: readonly string[];
  readonly uploadedAt: number;
  readonly updatedAt: number;
  /** At most `MAX_PLACES`, most severe first. */
  readonly places: readonly SummaryPlace[];
  readonly nearMisses: number;
  /** Why it is FAILED, UNSUPPORTED or GONE; cut at `MAX_REASON` characters. */
  readonly reason?: string;
  /** Of the upright image or its first page, in pixels, where the engine tells. */
  readonly width?: number;
  readonly height?: number;
  /** Pages or frames; absent in images of one page. */
  readonly pageCount?: number;
  /** A sensitive rule matched, so parts of its text and picture are to be covered. */
  readonly hasSecrets?: true;
}

export const MAX_PLACES = 8;
export const MAX_SUMMARY_RULES = 8;
const MAX_REASON = 200;
/** Of a fraction: a thousandth is a third of a pixel on a thumbnail. */
const DECIMALS = 1000;

export function summaryOf(result: Omit<Result, 'unrecorded' | 'notified'>): ResultSummary {
  const { imageId, address, version, status, uploadedAt, updatedAt, reason, nearMisses } = result;
  const { width, height, pageCount } = result.detection ?? {};
  const rules = mostSevereFirst(result.ruleMatches);
  const severity = highestSeverity(rules.map((rule) => rule.severity));
  return {
    ...{ imageId, address, version, status, uploadedAt, updatedAt },
    ...(severity === undefined ? {} : { severity }),
    ruleIds: rules.slice(0, MAX_SUMMARY_RULES).map(({ ruleId }) => ruleId),
    places: placesOf(rules),
    nearMisses: nearMisses.length,
    ...(reason === undefined ? {} : { reason: reason.slice(0, MAX_REASON) }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(pageCount === undefined ? {} : { pageCount }),
    ...(rules.some(({ sensitive }) => sensitive) ? { hasSecrets: true } : {}),
  };
}

/** The first places of what rules matched; absences have none. */
export function placesOf(
  rules: readonly Pick<RuleMatch, 'ruleId' | 'severity' | 'sensitive' | 'matches'>[],
): SummaryPlace[] {
  const places: SummaryPlace[] = [];
  for (const { ruleId, severity, sensitive, matches } of rules) {
    for (const { polygons, polygonPages, page } of matches) {
      if (places.length === MAX_PLACES) return places;
      const shown = polygons.filter((_, at) => (polygonPages?.[at] ?? page) === page);
      if (shown.length === 0) continue;
      const about = { ruleId, severity, sensitive, ...(page === undefined ? {} : { page }) };
      places.push({ polygon: around(shown), ...about });
    }
  }
  return places;
}

function around(polygons: readonly Polygon[]): Polygon {
  const { left, top, width, height } = boxAround(polygons.flat());
  const round = (value: number): number => Math.round(value * DECIMALS) / DECIMALS;
  return rectangle(round(left), round(top), round(left + width), round(top + height));
}

/** Rules of equal severity stay in the order of the rule file. */
function mostSevereFirst(rules: readonly RuleMatch[]): readonly RuleMatch[] {
  const rankOf = ({ severity }: RuleMatch): number => SEVERITIES.indexOf(severity);
  return rules.toSorted((a, b) => rankOf(b) - rankOf(a));
}
